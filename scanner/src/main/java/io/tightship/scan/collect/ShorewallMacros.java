package io.tightship.scan.collect;

import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The TCP ports of the macros that come with Shorewall 5, as its files {@code macro.*} have them; those without a TCP
 * port concern no TCP connection.
 */
final class ShorewallMacros {

    private static final Map<String, String> PORTS = Map.ofEntries(
            Map.entry("ActiveDir", "389,636,3268,3269,88,445,135,5722,464,9389,2535,139"), Map.entry("Amanda", "10080"),
            Map.entry("AMQP", "5672"), Map.entry("Apcupsd", "3551"), Map.entry("Auth", "113"), Map.entry("BGP", "179"),
            Map.entry("Cockpit", "9090"), Map.entry("CVS", "2401"), Map.entry("Distcc", "3632"), Map.entry("DNS", "53"),
            Map.entry("Finger", "79"), Map.entry("FreeIPA", "53,80,443,88,464,389,636"), Map.entry("FTP", "21"),
            Map.entry("Git", "9418"), Map.entry("HKP", "11371"), Map.entry("HTTP", "80"), Map.entry("HTTPS", "443"),
            Map.entry("ILO", "3002,9300,17988,17990,80,443,3389,22,23"), Map.entry("IMAP", "143"), Map.entry("IMAPS", "993"),
            Map.entry("IPMI", "22,23,80,443,623,3520,3668,3669,5120,5122,5123,5124,5126,5127,5900,5901,7578,7582,8889"),
            Map.entry("IPP", "631"), Map.entry("IPPserver", "631"), Map.entry("Jabber", "5222"),
            Map.entry("Jabberd", "5269"), Map.entry("JabberPlain", "5222"), Map.entry("JabberSecure", "5223"),
            Map.entry("Jetdirect", "9100"), Map.entry("Kerberos", "88"), Map.entry("Kpasswd", "464"),
            Map.entry("LDAP", "389"), Map.entry("LDAPS", "636"), Map.entry("Mail", "25,465,587"),
            Map.entry("MongoDB", "27017"), Map.entry("MSA", "587"), Map.entry("MSSQL", "1433"), Map.entry("Munin", "4949"),
            Map.entry("MySQL", "3306"), Map.entry("NFS", "111,2049,20048"), Map.entry("NNTP", "119"),
            Map.entry("NNTPS", "563"), Map.entry("ONCRPC", "111"), Map.entry("POP3", "110"), Map.entry("POP3S", "995"),
            Map.entry("PostgreSQL", "5432"), Map.entry("Printer", "515"), Map.entry("Puppet", "8140"),
            Map.entry("Rdate", "37"), Map.entry("RDP", "3389"), Map.entry("Redis", "6379"),
            Map.entry("RedisCluster", "16379"), Map.entry("RedisSecure", "6380"), Map.entry("RedisSentinel", "26379"),
            Map.entry("RNDC", "953"), Map.entry("Rsync", "873"), Map.entry("Rwhois", "4321"), Map.entry("Sieve", "4190"),
            Map.entry("SMB", "135,139,445"), Map.entry("SMBswat", "901"), Map.entry("SMTP", "25"), Map.entry("SMTPS", "465"),
            Map.entry("SPAMD", "783"), Map.entry("Squid", "3128"), Map.entry("SSH", "22"), Map.entry("Submission", "587"),
            Map.entry("SVN", "3690"), Map.entry("Syslog", "514"), Map.entry("Telnet", "23"), Map.entry("Telnets", "992"),
            Map.entry("Time", "37"), Map.entry("Tinc", "655"), Map.entry("VNC", "5900:5909"), Map.entry("VNCL", "5500"),
            Map.entry("Web", "80,443"), Map.entry("Webcache", "8080"), Map.entry("Webmin", "10000"),
            Map.entry("Whois", "43"), Map.entry("Xymon", "1984"));

    private static final Set<String> OTHERS = Set.of(
            "A_AllowICMPs", "A_DropDNSrep", "A_DropUPnP", "AllowICMPs", "DCC", "DHCPfwd", "DropDNSrep", "DropUPnP", "GRE",
            "ICPV2", "IPIP", "IPPbrd", "IPsec", "IPsecah", "IPsecnat", "L2TP", "mDNS", "mDNSbi", "NTP", "NTPbi", "NTPbrd",
            "OpenVPN", "OSPF", "Ping", "QUIC", "RIPbi", "SNMP", "SNMPtrap", "SSDP", "SSDPserver", "Teredo", "TFTP", "Trcrt",
            "VRRP");

    private ShorewallMacros() {
    }

    /** As a column DPORT has them; empty text for none; nothing where the macro is not known here. */
    static Optional<String> ports(String macro) {
        return Optional.ofNullable(PORTS.getOrDefault(macro, OTHERS.contains(macro) ? "" : null));
    }
}
