package io.tightship.scan.collect;

import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The TCP ports of the macros that come with Shorewall 5, as its files {@code macro.*} have them; those without a TCP
 * port concern no TCP connection.
 */
final class ShorewallMacros {

    private static final Map<String, String> PORTS = Map.ofEntries(Map.entry("ActiveDir",
                    "389,636,3268,3269,88,445,135,5722,464,9389,2535,139"), Map.entry("AMQP", "5672"),
            Map.entry("Amanda", "10080"), Map.entry("Auth", "113"), Map.entry("BGP", "179"), Map.entry("Cockpit", "9090"),
            Map.entry("DNS", "53"), Map.entry("FTP", "21"), Map.entry("Git", "9418"), Map.entry("HTTP", "80"),
            Map.entry("HTTPS", "443"), Map.entry("IMAP", "143"), Map.entry("IMAPS", "993"), Map.entry("IPP", "631"),
            Map.entry("Jetdirect", "9100"), Map.entry("Kerberos", "88"), Map.entry("Kpasswd", "464"),
            Map.entry("LDAP", "389"), Map.entry("LDAPS", "636"), Map.entry("MongoDB", "27017"),
            Map.entry("Munin", "4949"), Map.entry("MySQL", "3306"), Map.entry("NFS", "111,2049,20048"),
            Map.entry("ONCRPC", "111"), Map.entry("POP3", "110"), Map.entry("POP3S", "995"),
            Map.entry("PostgreSQL", "5432"), Map.entry("Printer", "515"), Map.entry("Puppet", "8140"),
            Map.entry("RDP", "3389"), Map.entry("RNDC", "953"), Map.entry("Rdate", "37"), Map.entry("Redis", "6379"),
            Map.entry("Rsync", "873"), Map.entry("SMB", "135,139,445"), Map.entry("SMTP", "25"), Map.entry("SMTPS", "465"),
            Map.entry("SPAMD", "783"), Map.entry("SSH", "22"), Map.entry("SVN", "3690"), Map.entry("Squid", "3128"),
            Map.entry("Submission", "587"), Map.entry("Syslog", "514"), Map.entry("Telnet", "23"),
            Map.entry("Telnets", "992"), Map.entry("Time", "37"), Map.entry("Tinc", "655"), Map.entry("VNC", "5900:5909"),
            Map.entry("VNCL", "5500"), Map.entry("Webcache", "8080"), Map.entry("Webmin", "10000"),
            Map.entry("Whois", "43"));

    private static final Set<String> OTHERS = Set.of("A_AllowICMPs", "A_DropDNSrep", "A_DropUPnP", "DropDNSrep",
            "DropUPnP", "AllowICMPs", "GRE", "IPIP", "IPsec", "IPsecah", "IPsecnat", "L2TP", "NTP", "NTPbi", "NTPbrd", "OSPF",
            "OpenVPN", "Ping", "RIPbi", "SNMP", "SNMPtrap", "SSDP", "TFTP", "Teredo", "Trcrt", "VRRP", "mDNS", "mDNSbi");

    private ShorewallMacros() {
    }

    /** As a column DPORT has them; empty text for none; nothing where the macro is not known here. */
    static Optional<String> ports(String macro) {
        return Optional.ofNullable(PORTS.getOrDefault(macro, OTHERS.contains(macro) ? "" : null));
    }
}
