import ProbeConfiguration
import ProbeCore
import ProbeEvidence
import Testing

/// What comes of a pull, in Docker's words and in containerd's.
struct `pulls in logs` {
    private func told(_ error: String) -> [LogSighting] {
        let head = "Nov 29 10:00:00 gateway aziot-edged[812]: "
        let text =
            "\(head)2026-11-29T10:00:00Z [WARN] - container runtime error\n\(head)Caused by:\n\(head)    \(error)\n"
        return LogReader.read(Array(text.utf8))?.sightings ?? []
    }

    @Test(
        arguments: [
            (
                "Get \"https://plant.azurecr.io/v2/\": dial tcp: lookup plant.azurecr.io on [::1]:53: read udp [::1]:3->[::1]:53: read: connection refused",
                .pullUnresolved, "plant.azurecr.io"
            ),
            (
                "Get \"https://plant.azurecr.io/v2/\": dial tcp: lookup plant.azurecr.io on 127.0.0.53:53: read udp 127.0.0.1:3->127.0.0.53:53: i/o timeout",
                .pullUnresolved, "plant.azurecr.io"
            ),
            (
                "Could not pull image plant.azurecr.io/press:1: Get https://eus7.blob.core.windows.net/a/blobs/sha256/ab/data?se=2: dial tcp: lookup eus7.blob.core.windows.net: no such host",
                .pullUnresolved, "eus7.blob.core.windows.net"
            ),
            (
                "Get \"https://plant.azurecr.io/oauth2/token?scope=a\": dial tcp: lookup plant.azurecr.io on 127.0.0.53:53: no such host",
                .pullUnresolved, "plant.azurecr.io"
            ),
            (
                "Get \"https://plant.azurecr.io/v2/\": proxyconnect tcp: dial tcp 10.0.0.1:3128: connect: connection refused",
                .pullProxy, "plant.azurecr.io"
            ),
            (
                "Get \"https://plant.azurecr.io/v2/\": proxyconnect tcp: dial tcp: lookup proxy.example on 10.0.0.53:53: no such host",
                .pullProxy, "plant.azurecr.io"
            ),
            (
                "Get https://plant.azurecr.io/v2/: x509: certificate has expired or is not yet valid", .pullOutOfTime,
                "plant.azurecr.io"
            ),
            (
                "Get https://plant.azurecr.io/v2/: x509: certificate has expired or is not yet valid: now is after 2027",
                .pullOutOfTime, "plant.azurecr.io"
            ),
            (
                "Get https://plant.azurecr.io/v2/: x509: certificate signed by unknown authority", .pullUntrusted,
                "plant.azurecr.io"
            ),
            ("Get \"https://plant.azurecr.io/v2/\": EOF", .pullUnanswered, "plant.azurecr.io"),
            (
                "failed to resolve reference \"plant.azurecr.io/press:1\": failed to do request: Head \"https://plant.azurecr.io/v2/press/manifests/1\": dial tcp 10.0.0.2:443: connect: connection refused",
                .pullUnanswered, "plant.azurecr.io"
            ),
            (
                "failed to resolve reference \"plant.azurecr.io/press:1\": failed to authorize: failed to fetch oauth token: unexpected status from GET request to https://plant.azurecr.io/oauth2/token?scope=a: 401 Unauthorized",
                .imageUnauthorized, "plant.azurecr.io"
            ),
            (
                "HTTP 404 Not Found: failed to resolve reference \"plant.azurecr.io/press:1\": plant.azurecr.io/press:1: not found",
                .imageMissing, "plant.azurecr.io"
            ),
            (
                "HTTP 404 Not Found: pull access denied, repository does not exist or may require authorization: server message: insufficient_scope",
                .imageForbidden, nil
            ),
            ("HTTP 404 Not Found: no match for platform in manifest: not found", .imageMissing, nil),
        ] as [(String, LogCode, String?)])
    func `have one meaning, and the host that failed`(error: String, code: LogCode, host: String?) {
        let found = told(error)
        #expect(found.map(\.code) == [code], "\(error)")
        #expect(found.first?.registry?.description == host, "\(error)")
    }

    @Test func `an address that explains an error is no registry`() {
        let found = told(
            "unauthorized: authentication required, visit https://aka.ms/acr/authorization for more information")
        #expect(found.map(\.code) == [.imageUnauthorized] && found.first?.registry == nil)
    }
}
