import ProbeCore
import ProbeFindings

/// Remedies for what only logs tell: those of the page on troubleshooting, where the run itself saw nothing to change.
extension Prescription {
    /// The network's way out, where a log says that it failed and nobody has measured it since.
    var openWayOut: [Remedy] {
        [
            remedy(
                .openWayOut, owner: .device, "Measure from the containers' networks: run edgeprobe with sudo.",
                [
                    """
                    Their address needs a way out (a VPN of the host may take it), resolvers that they can ask ("dns" in \
                    daemon.json, or HostConfig.Dns in the createOptions of edgeAgent and edgeHub), and a network whose MTU is \
                    no larger than the link's.
                    """,
                    """
                    edgeAgent takes WebSockets on 443 by itself where AMQP is closed; edgeHub takes what UpstreamProtocol says.
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
                    """
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
                          iotedge system restart
                        else
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

    var logModule404: [Remedy] {
        [
            remedy(
                .execEntrypoint, "Start the module with ENTRYPOINT in its exec form.",
                [
                    "IoT Edge verifies the module by its process id, which a shell in between changes.",
                    """
                    In the Dockerfile: ENTRYPOINT [ "python3", "-u", "./main.py" ] in place of CMD or of the form without \
                    brackets. After the engine's network was made anew: restart all modules.
                    """,
                ])
        ]
    }

    var logSmallDevice: [Remedy] { [smallDevice] }

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
