package io.tightship.scan.probe;

import io.tightship.scan.data.Json;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.naming.NamingException;
import javax.naming.directory.Attribute;
import javax.naming.directory.Attributes;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;

/**
 * What is stored of the client certificates in a kubeconfig: for each the name and the groups that the API server takes it
 * for, or that it cannot be read. The keys beside them never leave the host.
 */
final class KubeconfigCertificates {

    private KubeconfigCertificates() {
    }

    /** @param lines {@code client-certificate-data: BASE64} or {@code client-certificate: FILE}, also in quotes */
    static byte[] project(byte[] lines) {
        List<Object> kept = new ArrayList<>();
        new String(lines, StandardCharsets.UTF_8).lines().filter(line -> !line.isBlank()).forEach(line ->
                kept.add(line.strip().startsWith("client-certificate-data") ? certificate(value(line))
                        : Map.of("file", value(line))));
        return Json.write(Map.of("certificates", kept)).getBytes(StandardCharsets.UTF_8);
    }

    private static String value(String line) {
        return line.substring(line.indexOf(':') + 1).strip().replaceAll("^[\"']|[\"']$", "");
    }

    private static Map<String, Object> certificate(String base64) {
        Map<String, Object> kept = new LinkedHashMap<>();
        try {
            X509Certificate certificate = (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(
                    new ByteArrayInputStream(Base64.getDecoder().decode(base64)));
            List<String> groups = new ArrayList<>();
            String name = "";
            for (Rdn rdn : new LdapName(certificate.getSubjectX500Principal().getName()).getRdns()) {
                Attributes attributes = rdn.toAttributes();
                Attribute organizations = attributes.get("O");
                for (int i = 0; organizations != null && i < organizations.size(); i++) {
                    groups.add(String.valueOf(organizations.get(i)));
                }
                name = attributes.get("CN") == null ? name : String.valueOf(attributes.get("CN").get());
            }
            kept.put("name", name);
            kept.put("groups", groups);
        } catch (CertificateException | IllegalArgumentException | NamingException e) {
            kept.clear();
            kept.put("broken", true); // the library's words may quote the data
        }
        return kept;
    }
}
