import ProbeCore
import ProbeFindings

/// Remedies for what only logs tell: those of the page on troubleshooting, where the run itself saw nothing to change.
extension Prescription {
    /// The network's way out, where a log says that it failed and nobody has measured it since.
    ///
    /// - Parameter isOfTransport: the other transport may still work.
    /// - Returns: a single remedy.
    func openWayOut(isOfTransport: Bool = true) -> [Remedy] {
        [
            remedy(
                .openWayOut, owner: .device, "Measure from the containers' networks: run edgeprobe with sudo.",
                [
                    """
                    Their address needs a way out (a VPN of the host may take it), resolvers that they can ask ("dns" in \
                    daemon.json, or HostConfig.Dns in the createOptions of edgeAgent and edgeHub), and a network whose MTU is \
                    no larger than the link's.
                    """
                ]
                    + (isOfTransport
                        ? [
                            """
                            edgeAgent takes WebSockets on 443 by itself where AMQP is closed; edgeHub takes what \
                            UpstreamProtocol says.
                            """
                        ] : []))
        ]
    }

    /// The engine pulls from the host, whatever the modules' networks let pass.
    var logPullFailed: [Remedy] {
        [
            remedy(
                .openWayOut, owner: .device,
                "Let the engine reach the registry: it pulls from this host, by its own proxy and with its own trust.",
                [
                    """
                    Run edgeprobe with --deployment FILE, or with --registry HOST: it asks for the images as the engine does.
                    """,
                    """
                    Names need this host's resolvers; TLS a right clock, and the registry's root in this host's store or in \
                    /etc/docker/certs.d; a proxy stands in a drop-in of docker.service (HTTPS_PROXY).
                    """,
                ])
        ]
    }

    var logNoDeployment: [Remedy] {
        [
            remedy(
                .setDeployment, "Give the device a deployment: set its modules in the portal, or apply a manifest.",
                [
                    """
                    An automatic deployment applies where its target condition fits the device's tags; of several, the one of \
                    the highest priority.
                    """
                ])
        ]
    }

    var logParentUnreachable: [Remedy] {
        [
            remedy(
                .openParent,
                "Let the parent take what its nested devices send: TCP 443, and 8883 or 5671, from the inside.",
                [
                    """
                    On the parent edgeHub, or its API proxy, has to publish 443 (until 1.2 also 6617); parent_hostname here has \
                    to be the parent's hostname, and its certificate one of the trust bundle.
                    """
                ])
        ]
    }

    var logSocketDenied: [Remedy] {
        [
            remedy(
                .repairSockets, "Give the daemon its sockets back, with the rights that it makes them with.",
                [
                    """
                    edgeAgent needs mgmt.sock, modules need their workload.sock; a container that runs as another user needs \
                    that user's access. A folder where a socket belongs was made by a container that started before the daemon.
                    """,
                    "[connect] and [listen] of the configuration are for daemons that open them themselves: take them out.",
                ],
                [
                    Remedy.Command(
                        .shell,
                        """
                        if command -v aziotctl >/dev/null; then
                          iotedge system stop
                          for socket in /run/iotedge/*.sock \\
                            /var/lib/aziot/edged/mnt/*.sock; do
                            if [ -d "$socket" ]; then rmdir "$socket"; fi
                          done
                          systemctl enable aziot-edged.mgmt.socket \\
                            aziot-edged.workload.socket
                          iotedge system restart
                        else
                          systemctl enable iotedge.socket iotedge.mgmt.socket
                          systemctl restart iotedge.socket \\
                            iotedge.mgmt.socket iotedge
                        fi
                        ls -l /run/iotedge
                        """)
                ])
        ]
    }

    var credentialsInDeployment: Remedy {
        remedy(
            .registryCredentials, "Put the registry's credentials into the deployment.",
            [
                "In the deployment manifest, under edgeAgent's runtime settings: registryCredentials.",
                """
                Its address is the registry's host name, as the image has it; the account needs the right to pull (in Azure: \
                AcrPull, or the admin account).
                """,
            ])
    }

    var logImage404: [Remedy] {
        [
            remedy(
                .correctImage, "Correct the image in the deployment: its name, its tag, its architecture.",
                ["The registry shows which tags it has, and for which architectures each was built."])
        ]
    }

    /// The runtime's own images start their programs directly: of them the daemon forgets the container, nothing else.
    var logModule404: [Remedy] {
        let meaning: Sentence = """
            Since 1.0.7 it means that the caller's container is none of those that edgeAgent started, or that the engine's \
            network was made anew under it.
            """
        switch finding.subject.process?.description {
        case "edgeAgent":
            return [
                remedy(
                    .restartModule, "Let the daemon start edgeAgent anew, so that it knows its container.",
                    [meaning, "Only the daemon starts edgeAgent; it makes the container again where there is none."],
                    [
                        Remedy.Command(
                            .shell,
                            """
                            if command -v aziotctl >/dev/null; then
                              iotedge system stop
                              docker rm -f edgeAgent
                              iotedge system restart
                            else
                              systemctl stop iotedge
                              docker rm -f edgeAgent
                              systemctl start iotedge
                            fi
                            """)
                    ])
            ]
        case "edgeHub":
            return [
                remedy(
                    .restartModule, "Start edgeHub again, so that the daemon knows its container.",
                    [meaning], [Remedy.Command(.shell, "iotedge restart edgeHub")])
            ]
        case let name:
            let known = name.flatMap { Shell.isContainerName($0) ? "iotedge restart \($0)" : nil }
            return [
                remedy(
                    .restartModule, "Start the module again, so that the daemon knows its container.", [meaning],
                    [
                        Remedy.Command(
                            .shell,
                            known ?? "iotedge list\niotedge restart \"${MODULE:?set MODULE to a name of the list}\"")
                    ]),
                execEntrypoint,
            ]
        }
    }

    /// What the first process of a container is matters to old daemons alone, and to signals.
    var execEntrypoint: Remedy {
        remedy(
            .execEntrypoint, owner: .hubConfiguration,
            "Up to 1.0.6: update IoT Edge, or start the module with ENTRYPOINT in its exec form.",
            [
                """
                Those releases know a module by the id of its container's first process, which a shell in between is \
                instead of the program.
                """,
                """
                In the Dockerfile: ENTRYPOINT [ "python3", "-u", "./main.py" ] in place of CMD or of the form without \
                brackets.
                """,
            ])
    }

    /// edgeHub has a setting for small devices; any other module has a limit, or a fault of its own.
    var logSmallDevice: [Remedy] { [finding.subject.mayBeEdgeHub ? smallDevice : moduleMemory] }

    private var moduleMemory: Remedy {
        let name = finding.subject.process?.description
        let module = name.flatMap { Shell.isContainerName($0) ? Sentence(verbatim: $0) : nil }
        return remedy(
            .moduleMemory, "Give \(module ?? "the module") the memory that it needs, or mend what takes it.",
            [
                """
                Where the module's createOptions in the deployment have a limit, HostConfig.Memory in bytes: raise it, or leave it \
                out. Without one it is the device's memory that ran out.
                """,
                """
                docker stats --no-stream shows what each module takes: one that takes more and more has a fault that its author \
                has to mend.
                """,
            ])
    }

    var logFormatException: [Remedy] {
        [
            remedy(
                .writeTimes, "Let the module write iothub-creation-time-utc as its SDK does, or leave it out.",
                [
                    """
                    Over AMQP edgeHub reads no other form; over MQTT it does. A newer edgeHub may take it: update the runtime's \
                    images.
                    """
                ])
        ]
    }
}
