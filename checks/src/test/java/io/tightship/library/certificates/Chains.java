package io.tightship.library.certificates;

import io.tightship.fact.tls.ServedChain;
import java.io.ByteArrayInputStream;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.stream.Stream;

/** Certificates that openssl made once, with dates around the time at which cases are judged. */
public final class Chains {

    /** CN=kubernetes, until 2036. */
    private static final String AUTHORITY =
            "MIIBJTCBywIUXrzJQ9RPsQf8Cnu1Dg4QNNhagkkwCgYIKoZIzj0EAwIwFTETMBEGA1UEAwwKa3ViZXJuZXRlczAeFw0yNjAx"
            + "MDEwMDAwMDBaFw0zNjAxMDEwMDAwMDBaMBUxEzARBgNVBAMMCmt1YmVybmV0ZXMwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNC"
            + "AASYzZMb/HQOxZgoA5pfCtsFspnWONaJk2vtzrpI/Z1H1nMXNUMU9/k9KxcVugBgjhJ/DCufXiDT2DBVK+Fg143yMAoGCCqG"
            + "SM49BAMCA0kAMEYCIQCACMpHOPjPFnBGO2NuNLEnlYCoae6PQA0qzWR0KYMqcAIhAMOsCtEYY/YLjMuyQDxJt/dSfj8C3PB+"
            + "3jl7C/4MF+Kz";
    /** Signed by it: until 2027-10-01, 2026-12-01, 2026-11-01, and from 2026-12-01 on. */
    private static final String GOOD =
            "MIIBHTCBxQIUANAHIfKuJL6PQYWyr6ben8Ksq28wCgYIKoZIzj0EAwIwFTETMBEGA1UEAwwKa3ViZXJuZXRlczAeFw0yNjEw"
            + "MDEwMDAwMDBaFw0yNzEwMDEwMDAwMDBaMA8xDTALBgNVBAMMBGdvb2QwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAASr6oL1"
            + "sJUNsaIRKcwt1qnUHDr/Km+MHtkHUfQmu8leJj4ZkacLrIp9OqLCADsEto/DBBYrLCnDTHWd6kNeeoRjMAoGCCqGSM49BAMC"
            + "A0cAMEQCIG0mWpTNxS80Vz/N/mFPBK/pOqFNcvMTxyI71+P8irosAiAp1eyeNJHnjEVwPNlgIrTC7463yLlnUVgsoKiaw2+c"
            + "Tg==";
    private static final String SOON =
            "MIIBHjCBxQIUPf9EvZNgygdyv8P70DMqQspiMbgwCgYIKoZIzj0EAwIwFTETMBEGA1UEAwwKa3ViZXJuZXRlczAeFw0yNjAx"
            + "MDEwMDAwMDBaFw0yNjEyMDEwMDAwMDBaMA8xDTALBgNVBAMMBHNvb24wWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAASmplc0"
            + "P0PC6oxaysfqOZ4JZjNY8mMdYiNulxyAo6Jn9Whuv1g9kBAy6HqwsuMCN9JWuQpBVCXuB3g0Da0jTty3MAoGCCqGSM49BAMC"
            + "A0gAMEUCIQDD52X0OP6SfbQgRxZ+Yhjg5gZDX0CQ83xMNXmQtDcKuQIgMJhWp6BGpq2aAstWRw06nw2fN/LQV4QBJRALK8YV"
            + "dEA=";
    private static final String EXPIRED =
            "MIIBIjCByAIUNveRKUUBU03AI59gYkqVKG0wyq8wCgYIKoZIzj0EAwIwFTETMBEGA1UEAwwKa3ViZXJuZXRlczAeFw0yNTAx"
            + "MDEwMDAwMDBaFw0yNjExMDEwMDAwMDBaMBIxEDAOBgNVBAMMB2V4cGlyZWQwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAATx"
            + "KgycRbAGH3Ojc2Jzi6Pa6Bpo81ynXtBuN2nyqD6blq8CEMw7VzKCAs5k3/I6caiFKooPY13YN2+A113eqBtRMAoGCCqGSM49"
            + "BAMCA0kAMEYCIQCliplCDQyOR7WGBEggFxmcbDC9oBYZ7+JINiHwI83NYQIhAIGvTy+rMuQ7aTwHyPM7TQ5DwVYCqX+ma5yR"
            + "MNJXFiNQ";
    private static final String FUTURE =
            "MIIBHzCBxwIUZgK+QL+MjsW5fn+/apsSLsnpJfcwCgYIKoZIzj0EAwIwFTETMBEGA1UEAwwKa3ViZXJuZXRlczAeFw0yNjEy"
            + "MDEwMDAwMDBaFw0yNzEyMDEwMDAwMDBaMBExDzANBgNVBAMMBmZ1dHVyZTBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABJ0c"
            + "hlcXvYKw1uMHpxeGjruOIJZjNCL8lM32+ViUVgYLbb+ayImSP/ZIKrfaUfvgEuRN6UXBKn2TDlDwJ/kaGUYwCgYIKoZIzj0E"
            + "AwIDRwAwRAIgHOCr52FtoFoxkHbLYCSDbls5HYoCnJH2rxqRxDFWBm0CIBegKUQ8u5NSL1rDUg5xaoItBZTGIEjy6C+w1Hsf"
            + "fSzl";
    /** By itself, as a kubelet makes one. */
    private static final String SELF =
            "MIIBLzCB1wIUcaaIE+rRYpMPwx+GGCu+GTsFtcYwCgYIKoZIzj0EAwIwGzEZMBcGA1UEAwwQZGd4LTFAMTc5MDAwMDAwMDAe"
            + "Fw0yNjEwMDEwMDAwMDBaFw0yNzEwMDEwMDAwMDBaMBsxGTAXBgNVBAMMEGRneC0xQDE3OTAwMDAwMDAwWTATBgcqhkjOPQIB"
            + "BggqhkjOPQMBBwNCAASmjxysBj9KLDStRAjnGiv57IAjIk9VnglkhXIT0ohQcj6a8UvlBOEUQzUyQeCZdZtU0IlkAtOdxuYk"
            + "Wi9z+8M4MAoGCCqGSM49BAMCA0cAMEQCIDKw8rCYMX2XYu2DHaB2nCzCAtZ/Ve1a+AuaaKiPRGK/AiA3kv6WJpeM6SEeALHs"
            + "fYNOc00my8zQBMlb7II8/9ADfQ==";
    /** Another authority by the same name. */
    private static final String OTHER =
            "MIIBJDCBywIULMaFmt30rIxlssnjuULMo9B2G9AwCgYIKoZIzj0EAwIwFTETMBEGA1UEAwwKa3ViZXJuZXRlczAeFw0yNjAx"
            + "MDEwMDAwMDBaFw0zNjAxMDEwMDAwMDBaMBUxEzARBgNVBAMMCmt1YmVybmV0ZXMwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNC"
            + "AASY5fp8nLH8kcp6yRGkeD90WD4ypz1ZSmgPbXbEyCttTzBWUBzgV1jVpyIL++wCjefksvKecnnP9YIioR7MQqrmMAoGCCqG"
            + "SM49BAMCA0gAMEUCIQDpGV+QIKQGcQMpxBdbP4t4JcCmLvC6pakCHpWUjxw6fwIgNlNLkjw1KyzR2p9WsveDLr2Gxz/bq8yb"
            + "rRKzSp+v26c=";

    /** By itself, with a key of 1,024 bits. */
    private static final String WEAK =
            "MIIBjDCB9gIBATANBgkqhkiG9w0BAQsFADAPMQ0wCwYDVQQDDAR3ZWFrMB4XDTI2MTAwMTAwMDAwMFoXDTI3MTAwMTAwMDAw"
            + "MFowDzENMAsGA1UEAwwEd2VhazCBnzANBgkqhkiG9w0BAQEFAAOBjQAwgYkCgYEAz7Pcaw7ruys37qYvpGv01oUgywAwBuZG"
            + "w/K6bURqMYRM9MjiPL0tb/lr1R9dQs8MAIhY7gbn0p4EyyqADpfEse4TlZHae/D07WbuJXbk8waQaLC6w5qhSiBvQ5mUir2e"
            + "F74XFS+W+j0K9y7Pt86KfEdJKyH3nkwrKaDtbU/dow8CAwEAATANBgkqhkiG9w0BAQsFAAOBgQAI622g2Xvr0Dwz9UdyzV/d"
            + "LjICYxnXPeKK+nzKNtWJhNoY0Ocgte+98h2cfXaDTFORnuWzfa/pAOXpUXu11m5vpSJ+Xc1pZ5YgRPhfWq94NpPWKSX29kcy"
            + "40EItkDMqygFM6d9Io0Kl4RVjlJ1dJchGs0zqsWIZ9AGmsTkxCmQow==";

    private Chains() {
    }

    public static X509Certificate authority() {
        return certificate(AUTHORITY);
    }

    public static X509Certificate other() {
        return certificate(OTHER);
    }

    public static X509Certificate good() {
        return certificate(GOOD);
    }

    static X509Certificate soon() {
        return certificate(SOON);
    }

    static X509Certificate expired() {
        return certificate(EXPIRED);
    }

    static X509Certificate future() {
        return certificate(FUTURE);
    }

    static X509Certificate weak() {
        return certificate(WEAK);
    }

    static X509Certificate self() {
        return certificate(SELF);
    }

    public static ServedChain chain(String service, X509Certificate... certificates) {
        return new ServedChain(service, "10.0.0.7", 10250, Stream.of(certificates).toList());
    }

    private static X509Certificate certificate(String text) {
        try {
            return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(
                    new ByteArrayInputStream(Base64.getDecoder().decode(text)));
        } catch (CertificateException e) {
            throw new AssertionError(e);
        }
    }
}
