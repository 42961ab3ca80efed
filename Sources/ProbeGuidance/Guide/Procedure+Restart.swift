import ProbeCore
import ProbeFindings

/// Procedures about starting things again, and what daemon and modules talk through.
extension Procedure {
    static let restart = Procedure(
        "Start modules, or the daemon, again",
        [
            """
            Read the logs first: a restart ends what they show. A module that only lost its connection finds it again by \
            itself.
            """
        ],
        [
            Part(
                .linux(nil),
                [
                    "A module; edgeAgent and edgeHub are modules too:",
                    .shell(
                        """
                        sudo iotedge list
                        sudo iotedge restart "${MODULE:?set MODULE to a name of the list}"
                        sudo iotedge restart edgeAgent && sudo iotedge restart edgeHub
                        """),
                ]),
            Part(.linux(.current), ["The services:", .shell("sudo iotedge system restart")]),
            Part(.linux(.old), ["The daemon:", .shell("sudo systemctl restart iotedge")]),
            Part(
                .windowsContainers,
                [
                    "Modules, then the daemon, which may take its time to stop:",
                    .powershell(
                        """
                        iotedge restart edgeAgent
                        iotedge restart edgeHub
                        Stop-Service iotedge -NoWait
                        Start-Sleep 5
                        Start-Service iotedge
                        """),
                ]),
            Part(
                .elsewhere,
                [
                    "In the portal: the device, the module, Troubleshoot, Restart. It takes an edgeAgent that is connected.",
                    """
                    Never remove edgeHub's container to restart it, unless its storage is on the host: messages that were not \
                    sent yet are lost with it.
                    """,
                ]),
        ], related: [.containerLogs, .status])

    static let sockets = Procedure(
        "Where daemon and modules talk to each other on the device",
        [
            """
            systemd opens the sockets of daemon and modules and hands them over. A daemon that is told to open them itself \
            may not write to that folder: permission denied (os error 13) for mgmt.sock.
            """,
            """
            A folder where a socket belongs was made by a container that started before the daemon; it goes while nothing runs.
            """,
        ],
        [
            Part(
                .linux(.current),
                [
                    "Take [connect] and [listen] out of /etc/aziot/config.toml, unless you mean them; then:",
                    .shell(
                        """
                        sudo iotedge system stop
                        sudo sh -c 'rmdir /run/iotedge/*.sock \\
                          /var/lib/aziot/edged/mnt/*.sock 2>/dev/null'
                        sudo systemctl enable aziot-edged.mgmt.socket \\
                          aziot-edged.workload.socket
                        sudo iotedge config apply
                        """),
                ]),
            Part(
                .linux(.old),
                [
                    """
                    connect and listen in /etc/iotedge/config.yaml as they are delivered: fd://iotedge.mgmt.socket and \
                    fd://iotedge.socket to listen on. Then:
                    """,
                    .shell(
                        """
                        sudo systemctl enable --now iotedge.mgmt.socket iotedge.socket
                        sudo systemctl restart iotedge
                        """),
                    """
                    Without systemd's sockets they belong below /var/lib/iotedge, and modules with the old ones have to be \
                    made again.
                    """,
                ]),
            Part(
                .windowsContainers,
                [
                    """
                    The sockets are files below C:\\ProgramData\\iotedge\\mgmt and C:\\ProgramData\\iotedge\\workload; whoever \
                    calls the iotedge program needs the right to the first: an administrator's PowerShell has it.
                    """,
                    .powershell("icacls 'C:\\ProgramData\\iotedge\\mgmt'"),
                ]),
        ], related: [.status, .configuration])
}
