import ProbeCore
import ProbeFindings

/// Procedures about the daemon: its state and its logs.
extension Procedure {
    static let status = Procedure(
        "Whether the daemon runs, and what it says",
        [
            """
            Look here first: modules only start once the daemon, or the services that took its place in 1.2, run and have \
            an identity.
            """
        ],
        [
            Part(
                .linux(.current),
                [
                    "The state of aziot-edged, aziot-identityd, aziot-keyd, aziot-certd and aziot-tpmd, and the log of all:",
                    .shell(
                        """
                        sudo iotedge system status
                        sudo iotedge system logs -- -f
                        """),
                    "One service alone, since this boot. aziot-edged starts containers; aziot-identityd talks to the hub:",
                    .shell(
                        """
                        sudo journalctl -b --no-pager -u aziot-edged
                        sudo journalctl -b --no-pager -u aziot-identityd
                        """),
                ]),
            Part(
                .linux(.old),
                [
                    .shell(
                        """
                        sudo systemctl --no-pager status iotedge
                        sudo journalctl -u iotedge -f
                        """)
                ]),
            Part(
                .virtualMachine,
                [
                    "The state of machine and runtime, and all logs in one archive:",
                    .powershell(
                        """
                        Get-EflowVm
                        Get-EflowLogs
                        """),
                ]),
            Part(
                .windowsContainers,
                [
                    .powershell("Get-Service iotedge"),
                    "Its log of today, the latest line last:",
                    .powershell(
                        """
                        $since = @{
                          ProviderName = 'iotedged'
                          LogName = 'Application'
                          StartTime = [datetime]::Today
                        }
                        Get-WinEvent -FilterHashtable $since -ErrorAction SilentlyContinue |
                          Sort-Object TimeCreated |
                          Format-Table -AutoSize -Wrap TimeCreated, Message
                        """),
                    "An EventLogException here means that a registry entry is missing: windows-event-log.",
                ]),
        ], related: [.debugLogging, .configuration, .windowsEventLog])

    static let debugLogging = Procedure(
        "More in the logs of daemon, edgeAgent and edgeHub",
        ["Debug logs grow quickly and name devices and modules: turn them off again when the fault was seen."],
        [
            Part(
                .linux(.current),
                [
                    "Every service:",
                    .shell(
                        """
                        sudo iotedge system set-log-level debug
                        sudo iotedge system restart
                        """),
                    "Back again:",
                    .shell(
                        """
                        sudo iotedge system set-log-level info
                        sudo iotedge system restart
                        """),
                    "One service alone takes a drop-in of systemd's:",
                    .shell("sudo systemctl edit aziot-edged.service"),
                    "with these lines, and a restart:",
                    .unit(
                        """
                        [Service]
                        Environment=AZIOT_LOG=debug
                        """),
                    .shell("sudo systemctl restart aziot-edged"),
                    """
                    edgeAgent before its first deployment: in /etc/aziot/config.toml. Where the file has the table already, \
                    only the second line goes into it.
                    """,
                    .toml(
                        """
                        [agent.env]
                        RuntimeLogLevel = "debug"
                        """),
                    .shell("sudo iotedge config apply"),
                ]),
            Part(
                .linux(.old),
                [
                    "The daemon takes a drop-in of systemd's:",
                    .shell("sudo systemctl edit iotedge.service"),
                    "with these lines:",
                    .unit(
                        """
                        [Service]
                        Environment=IOTEDGE_LOG=debug
                        """),
                    "and a restart; the first command shows whether the lines arrived:",
                    .shell(
                        """
                        systemctl cat iotedge.service
                        sudo systemctl daemon-reload
                        sudo systemctl restart iotedge
                        """),
                    """
                    edgeAgent: in /etc/iotedge/config.yaml this takes the place of env: {}, indented with spaces. The daemon \
                    is restarted after it.
                    """,
                    .yaml(
                        """
                        agent:
                          env:
                            RuntimeLogLevel: "debug"
                        """),
                ]),
            Part(
                .windowsContainers,
                [
                    .powershell(
                        """
                        [Environment]::SetEnvironmentVariable('IOTEDGE_LOG', 'debug', 'Machine')
                        Restart-Service iotedge
                        """),
                    "Back again:",
                    .powershell(
                        """
                        [Environment]::SetEnvironmentVariable('IOTEDGE_LOG', $null, 'Machine')
                        Restart-Service iotedge
                        """),
                    "edgeAgent: RuntimeLogLevel in C:\\ProgramData\\iotedge\\config.yaml, as on Linux.",
                ]),
            Part(
                .elsewhere,
                [
                    """
                    edgeAgent and edgeHub of a deployed device: an environment variable of the module, in the portal under Set \
                    modules, Runtime settings, or in the deployment. It takes fatal, error, warning, info (the default), debug \
                    and verbose.
                    """,
                    .json(
                        """
                        { "env": { "RuntimeLogLevel": { "value": "debug" } } }
                        """),
                ]),
        ], related: [.containerLogs, .messages])
}
