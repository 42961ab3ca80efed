import ProbeCore
import ProbeFindings

/// Remedies for a hello that takes more than one segment and is lost for it.
extension Prescription {
    var tlsLargeHelloIntolerant: [Remedy] { [passLargeHello, smallHelloHere] }

    private var passLargeHello: Remedy {
        remedy(
            .passLargeHello,
            finding.owner == .proxy
                ? "Ask the proxy's administrator (paste this):" : "Ask the network team (paste this):", [],
            request(
                """
                TLS handshakes with \(hostOrHub) complete with a ClientHello of one TCP segment, and are cut or get no answer with \
                one of two. Clients with post-quantum key exchange (X25519MLKEM768) send two.
                """,
                """
                Please have whatever reads the ClientHello on the way (a firewall with TLS inspection or filtering by name, a load \
                balancer) put it together from all its segments first, which takes newer software as a rule; or exempt these \
                connections from it.
                """))
    }

    private var smallHelloHere: Remedy {
        remedy(
            .smallHelloHere, owner: .device,
            "Until then, on this device: have the engine send small hellos, without post-quantum keys.",
            [
                """
                Engines built with Go 1.24 and later take this setting; older ones send small hellos anyway. The restart interrupts \
                all modules.
                """,
                """
                Programs with OpenSSL 3.5 and later, in modules too: Groups = X25519:P-256:P-384 in the section of openssl.cnf that \
                system_default names.
                """,
            ],
            [
                Remedy.Command(
                    .systemd,
                    """
                    folder=/etc/systemd/system/\(engineUnit).service.d
                    mkdir -p "$folder"
                    printf '[Service]\\nEnvironment="GODEBUG=tlsmlkem=0"\\n' \\
                      > "$folder/small-hello.conf"
                    systemctl daemon-reload
                    \(Shell.restart(ofRunning: engineUnit))
                    """)
            ])
    }
}
