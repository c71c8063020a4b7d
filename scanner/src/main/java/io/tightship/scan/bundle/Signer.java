package io.tightship.scan.bundle;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;

/** The operator's Ed25519 key, in the PEM form of {@code openssl genpkey -algorithm ed25519}. */
public final class Signer {

    private final PrivateKey key;

    private Signer(PrivateKey key) {
        this.key = key;
    }

    /** @throws IOException in one sentence where the file holds no such private key */
    public static Signer of(Path file) throws IOException {
        try {
            return new Signer(factory().generatePrivate(new PKCS8EncodedKeySpec(pem(file, "PRIVATE KEY"))));
        } catch (GeneralSecurityException e) {
            throw notAKey(file, "private", e);
        }
    }

    /** @throws IOException in one sentence where the file holds no such public key */
    public static PublicKey publicKey(Path file) throws IOException {
        try {
            return factory().generatePublic(new X509EncodedKeySpec(pem(file, "PUBLIC KEY")));
        } catch (GeneralSecurityException e) {
            throw notAKey(file, "public", e);
        }
    }

    byte[] sign(byte[] content) {
        try {
            Signature signature = Signature.getInstance("Ed25519");
            signature.initSign(key);
            signature.update(content);
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("an Ed25519 key signs", e);
        }
    }

    static boolean verifies(PublicKey key, byte[] content, byte[] signature) {
        try {
            Signature check = Signature.getInstance("Ed25519");
            check.initVerify(key);
            check.update(content);
            return check.verify(signature);
        } catch (GeneralSecurityException e) {
            return false; // a signature that is none
        }
    }

    private static KeyFactory factory() throws GeneralSecurityException {
        return KeyFactory.getInstance("Ed25519");
    }

    private static byte[] pem(Path file, String label) throws IOException {
        String text;
        try {
            text = Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (NoSuchFileException e) {
            throw new IOException(file + ": there is no such file", e);
        } catch (IOException e) {
            throw new IOException(file + " cannot be read: " + e.getMessage(), e);
        }
        String begin = "-----BEGIN " + label + "-----";
        int from = text.indexOf(begin);
        int to = text.indexOf("-----END " + label + "-----");
        try {
            return from < 0 || to < from ? new byte[0]
                    : Base64.getMimeDecoder().decode(text.substring(from + begin.length(), to).strip());
        } catch (IllegalArgumentException e) {
            return new byte[0];
        }
    }

    private static IOException notAKey(Path file, String kind, Exception cause) {
        return new IOException(file + " holds no " + kind + " Ed25519 key in PEM form; make one with: openssl genpkey "
                + "-algorithm ed25519 -out key.pem; openssl pkey -in key.pem -pubout -out public.pem", cause);
    }
}
