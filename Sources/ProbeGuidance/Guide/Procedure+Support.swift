import ProbeCore
import ProbeFindings

/// Procedures for a second opinion, and for whoever helps.
extension Procedure {
    static let windowsEventLog = Procedure(
        "The daemon's log in the event log of Windows",
        [
            """
            Get-WinEvent finds the daemon's lines by the name iotedged. Where that name is not registered it ends with an \
            EventLogException: the entry names the program that has the messages.
            """
        ],
        [
            Part(
                .windowsContainers,
                [
                    "As administrator. Early installations have the program in the second folder.",
                    .powershell(
                        """
                        $key = 'HKLM:\\SYSTEM\\CurrentControlSet\\Services\\EventLog' +
                          '\\Application\\iotedged'
                        $program = 'C:\\Program Files\\iotedge\\iotedged.exe',
                          'C:\\ProgramData\\iotedge\\iotedged.exe' |
                          Where-Object { Test-Path $_ } | Select-Object -First 1
                        New-Item -Path $key -Force
                        New-ItemProperty -Path $key -Name CustomSource -Force `
                          -PropertyType DWord -Value 1
                        New-ItemProperty -Path $key -Name TypesSupported -Force `
                          -PropertyType DWord -Value 7
                        New-ItemProperty -Path $key -Name EventMessageFile -Force `
                          -PropertyType String -Value $program
                        """),
                    "Then the log appears:",
                    .powershell(
                        """
                        Get-WinEvent -ProviderName iotedged -MaxEvents 50 |
                          Sort-Object TimeCreated |
                          Format-Table -AutoSize -Wrap TimeCreated, Message
                        """),
                    "As text, to take along:",
                    .powershell(
                        """
                        Get-WinEvent -ProviderName iotedged -MaxEvents 2000 |
                          Sort-Object TimeCreated |
                          Format-List TimeCreated, Message |
                          Out-File -Encoding utf8 iotedged.txt
                        """),
                ]),
            Part(
                .virtualMachine,
                [
                    """
                    In a virtual machine the services write to the journal of its Linux (status); the event log of Windows \
                    has nothing of theirs.
                    """,
                    .powershell("Invoke-EflowVmCommand \"sudo iotedge system logs\""),
                ]),
            Part(
                .linux(nil),
                [
                    "Linux has the journal in its place:",
                    .shell("sudo journalctl -b --no-pager -u 'aziot-*' -u iotedge"),
                ]),
        ], related: [.status, .debugLogging])

    static let support = Procedure(
        "iotedge check, and a bundle for a ticket",
        [
            """
            iotedge check looks at configuration, connections and readiness, once a configuration was applied. edgeprobe \
            needs none, and names cause, place and owner: the two go well together.
            """,
            "Behind a proxy, and where MCR is out of reach, many of its checks fail for that reason alone.",
        ],
        [
            Part(
                .linux(nil),
                [
                    .shell(
                        """
                        sudo iotedge check --verbose
                        sudo iotedge check --output json
                        """),
                    """
                    Logs of all modules and services, the result of the check, the engine's description of containers: one file, \
                    support_bundle.zip. It holds environment variables and registry credentials: look before you share it.
                    """,
                    .shell("sudo iotedge support-bundle --since 6h"),
                    "What the bundle's logs say beside what is measured now: edgeprobe reads its unpacked folder.",
                    .shell(
                        """
                        unzip -d logs support_bundle.zip
                        sudo edgeprobe --hub "${HUB:?set HUB to the name of the hub}" --log logs
                        """),
                    """
                    What edgeprobe found, without names and addresses of your own, as one file for a ticket: all formats, the \
                    plan, and the request to the network team.
                    """,
                    .shell(
                        """
                        sudo edgeprobe --hub "${HUB:?set HUB to the name of the hub}" --redact \\
                          --bundle edgeprobe.tar.gz
                        """),
                ]),
            Part(
                .virtualMachine, ["Of machine and runtime together:", .powershell("Get-EflowLogs")]),
            Part(
                .windowsContainers,
                [
                    .powershell(
                        """
                        iotedge check --verbose
                        iotedge support-bundle --since 6h
                        """),
                    "Its unpacked folder is read on any Linux machine: edgeprobe --log FOLDER.",
                ]),
        ], related: [.nextSteps, .status])

    static let nextSteps = Procedure(
        "Where to ask, and what to bring along",
        [
            """
            A fault of the network belongs to whoever the finding names as its owner: the report's request is written for \
            them. A fault of IoT Edge itself goes to its maintainers, and of a hub to Azure's support.
            """
        ],
        [
            Part(
                .linux(nil),
                [
                    "Bring: versions, a report, the support bundle (support), and what changed before it broke.",
                    .shell(
                        """
                        sudo iotedge version
                        sudo docker version
                        edgeprobe --version
                        """),
                ]),
            Part(.windowsContainers, [.powershell("iotedge version")]),
            Part(
                .elsewhere,
                [
                    "Bugs of IoT Edge: https://github.com/Azure/iotedge/issues",
                    """
                    Support: in the portal, Help + support, Create a support request; in it, hub, device id, region and the time \
                    of the fault in UTC.
                    """,
                    "Never attach connection strings, keys or config.toml.",
                ]),
        ], related: [.support])
}
