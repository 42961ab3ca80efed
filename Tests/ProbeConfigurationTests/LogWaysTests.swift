import ProbeConfiguration
import ProbeCore
import ProbeEvidence
import Testing

/// Why connections, pulls, ports and the engine itself fail, in the words of the programs that say so.
struct `ways to fail in logs` {
    private static let agentHead = "<4> 2026-11-29 10:00:00.000 +00:00 [WRN] - "
    private static let daemonHead = "2026-11-29T10:00:00Z [WARN] - "
    private static let daemon = LogSpeaker(.daemon, "aziot-identityd")
    private static let engine = LogSpeaker(.engine, "dockerd")

    private func told(_ text: String, of owner: LogSpeaker) -> LogEvidence {
        LogReader.read(Array(text.utf8), of: owner) ?? LogEvidence()
    }

    private func codes(_ text: String, of owner: LogSpeaker) -> [LogCode] {
        told(text, of: owner).sightings.map(\.code)
    }

    // MARK: - .NET

    @Test(
        arguments: [
            ("HttpRequestException: Name or service not known (myhub.azure-devices.net:443)", .nameUnresolved),
            ("SocketException (00000001, 11): Resource temporarily unavailable", .nameUnresolved),
            ("HttpRequestException: Resource temporarily unavailable (myhub.azure-devices.net:443)", .nameUnresolved),
            ("SocketException (0xFFFDFFFE): Name does not resolve", .nameUnresolved),
            ("System.Net.Sockets.SocketException (111): Connection refused 20.1.2.3:443", .connectionRefused),
            ("HttpRequestException: Connection refused (myhub.azure-devices.net:443)", .connectionRefused),
            ("System.Net.Sockets.SocketException (110): Connection timed out", .connectionUnanswered),
            ("System.Net.Sockets.SocketException (113): No route to host", .connectionUnanswered),
            ("System.Net.Sockets.SocketException (101): Network is unreachable", .connectionUnanswered),
            (
                "HttpRequestException: The proxy tunnel request to proxy 'http://proxy:3128/' failed with status code '407'\".",
                .proxyAuthentication
            ),
            (
                "HttpRequestException: The proxy tunnel request to proxy 'http://proxy:3128/' failed with status code '403'\".",
                .proxyDenied
            ),
            (
                "AuthenticationException: The remote certificate is invalid because of errors in the certificate chain: UntrustedRoot",
                .certificateUnverified
            ),
            (
                "AuthenticationException: The remote certificate is invalid according to the validation procedure: RemoteCertificateNameMismatch",
                .certificateUnverified
            ),
            (
                "AuthenticationException: The remote certificate is invalid because of errors in the certificate chain: NotTimeValid",
                .certificateOutOfTime
            ),
        ] as [(String, LogCode)])
    func `of edgeAgent and edgeHub`(text: String, code: LogCode) {
        for owner in [LogSpeaker.agent, .hub] { #expect(codes(Self.agentHead + text, of: owner) == [code], "\(text)") }
        // Whoever writes in the runtime's form is heard without his name; anybody else says it of himself.
        #expect(codes(Self.agentHead + text, of: .unknown) == [code], "\(text)")
        #expect(codes(Self.agentHead + text, of: LogSpeaker(.module, "press")).isEmpty)
        #expect(codes("historian: " + text, of: .unknown).isEmpty)
    }

    @Test(arguments: [
        "SocketException (111): Connection refused /var/run/iotedge/mgmt.sock",
        "IOException: Unable to read data from the transport connection ---> SocketException (110): Connection timed out",
        "RequestFailedException: Name or service not known (plant.blob.core.windows.net:443)",
    ])
    func `of other matters are no way to the hub`(text: String) {
        #expect(codes(Self.agentHead + text, of: .hub).isEmpty)
    }

    // MARK: - Rust

    @Test(
        arguments: [
            ("error trying to connect: dns error: failed to lookup address information: Try again", .nameUnresolved),
            ("error trying to connect: tcp connect error: Connection refused (os error 111)", .connectionRefused),
            ("error trying to connect: tcp connect error: Connection timed out (os error 110)", .connectionUnanswered),
            ("an error occurred trying to connect: Connection timed out (os error 110)", .connectionUnanswered),
            ("error trying to connect: tcp connect error: No route to host (os error 113)", .connectionUnanswered),
            (
                "error trying to connect: tcp connect error: Network is unreachable (os error 101)",
                .connectionUnanswered
            ),
            ("error trying to connect: tcp connect error: deadline has elapsed", .connectionUnanswered),
            ("error trying to connect: unsuccessful tunnel (HTTP/1.1 403 Forbidden)", .proxyDenied),
            ("error trying to connect: unsuccessful tunnel (HTTP/1.1 407 Proxy)", .proxyAuthentication),
            (
                "error:0A000086:SSL routines::certificate verify failed (self-signed certificate in certificate chain)",
                .certificateUnverified
            ),
            ("error:0A000086:SSL routines::certificate verify failed (certificate has expired)", .certificateOutOfTime),
        ] as [(String, LogCode)])
    func `of the daemon`(text: String, code: LogCode) {
        #expect(codes(Self.daemonHead + text, of: Self.daemon) == [code], "\(text)")
        #expect(codes("tool: " + text, of: .unknown).isEmpty, "\(text)")
    }

    @Test(arguments: [
        // Its fellows' sockets, and a site's own service for certificates.
        "Failed to send HTTP request (attempt 1 of 2): error trying to connect: Connection refused (os error 111)",
        "caused by: connection error: Connection reset by peer (os error 104)",
        "request to EST server failed: tcp connect error: Connection timed out (os error 110)",
    ])
    func `of the daemons among themselves are no way to the hub`(text: String) {
        #expect(codes(Self.daemonHead + text, of: Self.daemon).isEmpty)
    }

    // MARK: - Pulls

    @Test(
        arguments: [
            ("dial tcp: lookup mcr.microsoft.com: no such host", .pullUnresolved),
            (
                "dial tcp: lookup mcr.microsoft.com on 10.0.0.2:53: read udp 10.0.0.7:4711->10.0.0.2:53: i/o timeout",
                .pullUnresolved
            ),
            ("dial tcp 20.1.2.3:443: i/o timeout", .pullUnanswered),
            ("dial tcp 20.1.2.3:443: connect: connection timed out", .pullUnanswered),
            ("net/http: TLS handshake timeout", .pullUnanswered),
            ("read tcp 10.0.0.7:4711->20.1.2.3:443: read: connection reset by peer", .pullUnanswered),
            ("unexpected EOF", .pullUnanswered),
            ("tls: failed to verify certificate: x509: certificate signed by unknown authority", .pullUntrusted),
            ("toomanyrequests: the limit of pulls is reached", .imageLimited),
            ("unauthorized: authentication required", .imageUnauthorized),
            ("denied: requested access to the resource is denied", .imageForbidden),
            ("manifest unknown: no such tag", .imageMissing),
            ("no matching manifest for linux/arm/v7 in the manifest list entries", .imageMissing),
            ("Forbidden", .proxyDenied), ("Proxy Authentication Required", .proxyAuthentication),
        ] as [(String, LogCode)])
    func `of an engine's pull`(error: String, code: LogCode) {
        let line = "Head \\\"https://mcr.microsoft.com/v2/meter/manifests/1\\\": \(error)"
        let engine =
            "time=\"2026-11-29T10:00:00Z\" level=error msg=\"Handler for POST /images/create returned error: \(line)\""
        #expect(codes(engine, of: Self.engine) == [code], "\(error)")
        let daemon = Self.daemonHead + "HTTP request to Docker failed: response={\"message\":\"\(line)\"}"
        #expect(codes(daemon, of: Self.daemon) == [code], "\(error)")
    }

    // MARK: - Ports

    @Test(
        arguments: [
            ("Error: rootlessport listen tcp 0.0.0.0:443: bind: address already in use", 443, .portAllocated),
            (
                "Error: cannot listen on the TCP port: listen tcp4 :8883: bind: address already in use", 8883,
                .portAllocated
            ),
            (
                "Error: cannot listen on the TCP port: listen tcp4 10.0.0.7:5671: bind: address already in use", 5671,
                .portAllocated
            ),
            ("Error: rootlessport cannot expose privileged port 443, you can add a setting", 443, .portDenied),
        ] as [(String, UInt16, LogCode)])
    func `of Podman`(text: String, port: UInt16, code: LogCode) {
        for owner in [LogSpeaker(.engine, "podman"), .unknown] {
            let sightings = told(text, of: owner).sightings
            #expect(sightings.map(\.code) == [code] && sightings.first?.port == port, "\(text)")
        }
    }

    @Test(arguments: [
        "failed during hnsCallRawResponse: hnsCall failed in Win32: Der Port ist schon vorhanden. (0x803b0013)",
        "HNS failed with error : The specified port already exists.",
        "hnsCall failed in Win32: belegt (0x20)",
    ])
    func `of Windows, in whichever language`(text: String) {
        let line =
            "29.11.2026 17:48:48 warn: edgelet_utils::logging -- failed to create endpoint edgeHub on network nat: \(text)\n"
        let evidence = told(line, of: .unknown)
        #expect(evidence.sightings.map(\.code) == [.portAllocated] && evidence.isOfWindows == true)
        #expect(evidence.sightings.first?.module == "edgeHub")
    }

    @Test func `of Linux are not taken for those of Windows`() {
        let line = "Nov 29 10:00:00 gateway dockerd[7]: Bind for 0.0.0.0:443 failed: port is already allocated"
        #expect(told(line, of: .unknown).isOfWindows == nil)
    }

    // MARK: - The engine

    @Test(
        arguments: [
            (
                "unable to configure the Docker daemon with file /etc/docker/daemon.json: invalid character 'x'",
                .engineConfiguration
            ),
            (
                "failed to start daemon: Error initializing network controller: failed to create NAT chain DOCKER",
                .engineNetwork
            ),
            (
                "failed to start daemon: Error initializing network controller: list bridge addresses failed: PredefinedLocalScopeDefaultNetworks",
                .engineNetwork
            ),
            ("failed to start daemon: error initializing graphdriver: driver not supported", .engineStore),
            ("failed to start daemon: mkdir /var/lib/docker: no space left on device", .engineStore),
            ("failed to start daemon: ensure docker is not running or delete /var/run/docker.pid", .engineStart),
        ] as [(String, LogCode)])
    func `of an engine that does not start`(text: String, code: LogCode) {
        let before =
            "Nov 29 10:00:00 gateway dockerd[7]: time=\"2026-11-29T10:00:00Z\" level=info msg=\"Starting up\"\n"
        let line = before + "Nov 29 10:00:01 gateway dockerd[7]: \(text)\n"
        #expect(codes(line, of: .unknown) == [code], "\(text)")
        let done =
            line
            + "Nov 29 10:01:00 gateway dockerd[9]: time=\"2026-11-29T10:01:00Z\" level=info msg=\"Daemon has completed initialization\"\n"
        #expect(told(done, of: .unknown).sightings.map(\.isRelieved) == [true])
        // Somebody else's daemon.
        #expect(codes("Nov 29 10:00:01 gateway historian[7]: \(text)\n", of: .unknown).isEmpty)
        #expect(codes(text, of: .unknown).isEmpty)
    }

    @Test func `of a full disk are the engine's own only where it starts`() {
        #expect(
            codes("time=\"2026-11-29T10:00:00Z\" level=error msg=\"write: no space left on device\"", of: Self.engine)
                .isEmpty)
    }
}
