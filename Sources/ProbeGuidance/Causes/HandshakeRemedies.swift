import ProbeCore
import ProbeFindings

/// Remedies for a TLS handshake that fails or shows the wrong certificate.
extension Prescription {
    func blockedHandshake(_ complaint: Sentence) -> [Remedy] {
        [exemptFromInspection(complaint)] + (hasWebSocketInstead ? webSocketInstead : [])
    }

    var tlsNonTLSReply: [Remedy] {
        let name = hostOrHub
        return [
            exemptFromInspection(
                """
                Something answers in the place of \(name) with plain text instead of TLS (a login or block page, \
                or a proxy).
                """)
        ]
    }

    /// Whoever trusts the filter's root is shown its page with a good certificate: the name has to be allowed.
    var tlsBlockPage: [Remedy] {
        let name = hostOrHub
        return [
            asked(
                .allowName,
                "A filter answers in the place of \(name), with a page and a certificate of its own.",
                "Please allow these names (by name, or by the category that blocks them), and exempt them from TLS inspection:"
            )
        ]
    }

    var interception: [Remedy] {
        let name = hostOrHub
        return [
            exemptFromInspection(
                "The certificate shown for \(name) was made by a TLS-inspecting device, not by the service."),
            trustInterceptor,
        ]
    }

    /// Lowering this device's own level would leave the modules, whose images have theirs.
    var tlsWeakChain: [Remedy] {
        let name = hostOrHub
        let stronger = remedy(
            .renewCertificate, "Have the certificates made anew, with RSA of 2048 bits or P-256 and SHA-256.",
            [
                """
                All of the chain that is shown for \(name): the server's own and each authority's, the root's key among them. A new \
                root has to be trusted anew by the device and by its modules.
                """
            ])
        guard finding.owner != .hubConfiguration else { return [stronger] }
        return [
            exemptFromInspection(
                "The certificate shown for \(name) was made by a TLS-inspecting device, with weak cryptography."),
            stronger,
        ]
    }

    var tlsUnknownCA: [Remedy] {
        let name = hostOrHub
        let isParents = name == assignment.hub && name.hub == nil
        let trust = remedy(
            .trustPrivateRoot, owner: .device, "Trust the private root that the service's chain ends at.",
            isParents
                ? [
                    """
                    A parent's chain ends at the root that its administrator made: get that file from him, over a way you trust.
                    """,
                    """
                    In /etc/aziot/config.toml: trust_bundle_cert = "file:///etc/aziot/trust-bundle.pem", then: iotedge \
                    config apply
                    """,
                ]
                : [
                    """
                    Right only for a private cloud, a lab or an emulator: then give its root to edgeprobe with \
                    --ca-file and install it on the device as below.
                    """,
                    "A public service whose root is missing here: update the store.",
                ],
            isParents
                ? [installRoot]
                : [Remedy.Command(.shell, "apt-get install --only-upgrade ca-certificates"), installRoot])
        // What is shown may lack an intermediate as well as end at a private root.
        let mayBeIncomplete = finding.differential?.open.contains { $0.cause == .tlsIncompleteChain } ?? false
        let others = [trust] + (mayBeIncomplete ? tlsIncompleteChain : [])
        // Of a hub in the public cloud no chain ends at a private root: who shows one is not it. A store that is known to lack
        // the root is no matter of the way.
        guard name.hub != nil, finding.confidence != .certain else { return others }
        return [exemptFromInspection("The certificate shown for \(name) does not end at a public root.")] + others
    }

    var tlsIncompleteChain: [Remedy] {
        let name = hostOrHub
        // As dockerd(8) calls the folder of a registry.
        let folder: Sentence = port.map { $0 == 443 ? "\(name)" : "\(name, port: $0)" } ?? "\(name)"
        return [
            remedy(
                .sendIntermediate, owner: .hubConfiguration, "Send the whole chain from the service.",
                [
                    """
                    The server for \(name) leaves out an intermediate certificate; its administrator has to add it: the file \
                    behind nginx's ssl_certificate, for one, holds the server's certificate first and then its issuer's \
                    (fullchain.pem and not cert.pem, as certbot names them).
                    """
                ]
                    + (assignment.registries.contains(name)
                        ? [
                            """
                            Until then the engine takes the issuer's certificate, from the authority's own pages, in \
                            /etc/docker/certs.d/\(folder)/ca.crt.
                            """
                        ] : []))
        ]
    }

    var certificateDates: [Remedy] {
        let name = hostOrHub
        let isEarly = finding.cause == .tlsNotYetValid
        let stranger: Sentence =
            isEarly
            ? """
            A public service shows none before its time: look for a proxy or a private front end whose own clock was wrong when \
            it made this one.
            """
            : """
            A public service renews in time: look for a proxy or a private front end that shows an old certificate.
            """
        return [
            remedy(
                .renewCertificate, "Renew the certificate shown for \(name).",
                [
                    finding.confidence == .certain
                        ? "This device's clock is right, so the certificate's dates are not."
                        : "Make sure first that this device's clock is right (timedatectl status).",
                    stranger,
                ])
        ]
    }

    var tlsHostnameMismatch: [Remedy] {
        if finding.owner == .siteNetwork || finding.owner == .proxy {
            return [
                exemptFromInspection(
                    "Something answers in the place of \(hostOrHub) with a certificate of its own (a login or block page)."
                )
            ]
        }
        return [
            remedy(
                .useServiceName, "Use the name that the certificate is for.",
                [
                    hostOrHub != assignment.hub
                        ? """
                        Configure \(hostOrHub) by the name that its operator gives for it, never by an address or by an alias of \
                        your own.
                        """
                        : """
                        Configure the hub by the name under \(hubDomain) (az iot hub show --query \
                        properties.hostName), never by an address or by an alias of your own; behind a private \
                        endpoint too.
                        """,
                    "If the name is right, another server answers at this address: correct the name's DNS record.",
                ])
        ]
    }

    var oldTLS: [Remedy] {
        let name = hostOrHub
        return [
            remedy(
                .allowTLS12, "Allow TLS 1.2 with ECDHE and AES-GCM.",
                [
                    """
                    IoT Hub speaks TLS 1.2 with ECDHE suites. A device on the way or the service's own setting \
                    refuses it.
                    """
                ],
                request(
                    """
                    The TLS handshake with \(name) is refused with an alert: no version or cipher suite in common.
                    """,
                    """
                    Please let TLS 1.2 with ECDHE_RSA_AES_128_GCM_SHA256 and ECDHE_RSA_AES_256_GCM_SHA384 pass to \
                    it unchanged.
                    """))
        ]
    }

    private func exemptFromInspection(_ complaint: Sentence) -> Remedy {
        asked(
            .noTLSInspection, complaint,
            "Please exempt these names from TLS inspection and from filtering by name (SNI):")
    }

    /// A request about the names that the device needs at the finding's port.
    private func asked(_ id: RemedyID, _ complaint: Sentence, _ plea: Sentence) -> Remedy {
        let name = hostOrHub
        var lines = [complaint, plea]
        // At the ports of the hub's own protocols there is nothing but the hub.
        let isHubsAlone = port.map { $0 != 443 && name == assignment.hub } ?? false
        let names = [name.description] + (isHubsAlone ? [] : FirewallOpening.names(neededBy: assignment))
        lines += names.uniqued.map { Sentence(verbatim: "  \($0)") }
        let ports = port.map { [$0] } ?? FirewallOpening.ports(for: assignment.upstream)
        lines.append(
            """
            on TCP \(listing: ports). The device verifies the service's own \
            certificate and refuses another.
            """)
        return remedy(
            id,
            finding.owner == .proxy
                ? "Ask the proxy's administrator (paste this):" : "Ask the network team (paste this):",
            [], request(lines))
    }

    private var trustInterceptor: Remedy {
        remedy(
            .trustInspectionRoot, owner: .device,
            "Where inspection has to stay: trust its root on the device and in the modules.",
            [
                """
                Get the root from the team that runs the inspection, over a way you trust, not from the connection. \
                Name the file in ROOT. The engine reads the store at its start.
                """,
                """
                In /etc/aziot/config.toml: trust_bundle_cert = "file:///etc/aziot/trust-bundle.pem", then: iotedge \
                config apply
                """,
            ], [installRoot])
    }

    /// The bundle may have roots of others, so it is added to, where a line of the root is not in it yet.
    private var installRoot: Remedy.Command {
        let addition = Change(
            where: "grep -vxFqf /etc/aziot/trust-bundle.pem \"$ROOT\"",
            "cat \"$ROOT\" >> /etc/aziot/trust-bundle.pem")
        return Remedy.Command(
            .shell,
            """
            : "${ROOT:?set ROOT to the PEM file of the root}"
            install -m 644 "$ROOT" \\
              /usr/local/share/ca-certificates/site-root.crt
            update-ca-certificates
            mkdir -p /etc/aziot
            touch /etc/aziot/trust-bundle.pem
            \(addition.text)
            \(facts.isPodman ? Shell.restart(ofRunning: engineUnit) : "systemctl restart docker")
            """)
    }
}
