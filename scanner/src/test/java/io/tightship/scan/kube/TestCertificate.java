package io.tightship.scan.kube;

import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.sec.ECPrivateKey;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.util.io.pem.PemObject;

/** A server's or a client's certificate with its key, and the authority that signed it. */
record TestCertificate(KeyPair pair, X509Certificate certificate, X509Certificate authority) {

    static final String PASSWORD = "for-this-test";

    /** @param algorithm EC or RSA */
    static TestCertificate make(String algorithm, String address, Duration valid)
            throws GeneralSecurityException, IOException {
        KeyPair authority = pair("EC");
        KeyPair pair = pair(algorithm);
        X500Name name = new X500Name("CN=authority");
        JcaX509v3CertificateBuilder root = builder(name, name, 1, Duration.ofDays(9), authority);
        root.addExtension(Extension.basicConstraints, true, new BasicConstraints(true));
        JcaX509v3CertificateBuilder leaf = builder(name, new X500Name("CN=test"), 2, valid, pair);
        leaf.addExtension(Extension.subjectAlternativeName, false,
                new GeneralNames(new GeneralName(GeneralName.iPAddress, address)));
        return new TestCertificate(pair, signed(leaf, authority), signed(root, authority));
    }

    private static KeyPair pair(String algorithm) throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
        generator.initialize(algorithm.equals("RSA") ? 2048 : 256);
        return generator.generateKeyPair();
    }

    private static JcaX509v3CertificateBuilder builder(X500Name issuer, X500Name subject, long number, Duration valid,
                                                       KeyPair pair) {
        Instant now = Instant.now();
        return new JcaX509v3CertificateBuilder(issuer, BigInteger.valueOf(number),
                Date.from(now.minus(Duration.ofDays(2))), Date.from(now.plus(valid)), subject, pair.getPublic());
    }

    private static X509Certificate signed(JcaX509v3CertificateBuilder builder, KeyPair authority)
            throws GeneralSecurityException {
        try {
            return new JcaX509CertificateConverter().getCertificate(builder.build(
                    new JcaContentSignerBuilder("SHA256withECDSA").build(authority.getPrivate())));
        } catch (OperatorCreationException e) {
            throw new GeneralSecurityException(e);
        }
    }

    /** With the key, for a server; the same file serves as the list of whom to trust. */
    Path store(Path folder) throws GeneralSecurityException, IOException {
        Path file = Files.createTempFile(folder, "store", ".p12");
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry("server", pair.getPrivate(), PASSWORD.toCharArray(),
                new X509Certificate[] {certificate, authority});
        store.setCertificateEntry("authority", authority);
        try (OutputStream out = Files.newOutputStream(file)) {
            store.store(out, PASSWORD.toCharArray());
        }
        return file;
    }

    String certificatePem() throws IOException {
        return pem(certificate);
    }

    String authorityPem() throws IOException {
        return pem(authority);
    }

    /** PKCS#1 for RSA, SEC 1 for EC, as kubeadm writes them; or PKCS#8. */
    String keyPem(String form) throws IOException {
        return pem(switch (form) {
            case "PKCS#8" -> new PemObject("PRIVATE KEY", pair.getPrivate().getEncoded());
            case "PKCS#1" -> new PemObject("RSA PRIVATE KEY", PrivateKeyInfo.getInstance(pair.getPrivate()
                    .getEncoded()).parsePrivateKey().toASN1Primitive().getEncoded());
            case "SEC 1" -> new PemObject("EC PRIVATE KEY", new ECPrivateKey(256,
                    ((java.security.interfaces.ECPrivateKey) pair.getPrivate()).getS(),
                    SECObjectIdentifiers.secp256r1).getEncoded());
            default -> throw new IllegalArgumentException(form);
        });
    }

    private static String pem(Object object) throws IOException {
        StringWriter text = new StringWriter();
        try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
            writer.writeObject(object);
        }
        return text.toString();
    }

    static String data(String pem) {
        return Base64.getEncoder().encodeToString(pem.getBytes(StandardCharsets.US_ASCII));
    }
}
