import ProbeCore
import ProbeFindings

/// Procedures about what IoT Edge starts with: its file, its name, its time.
extension Procedure {
    static let configuration = Procedure(
        "Where the configuration is, and what breaks it",
        [
            """
            The daemon does not start on a file that it cannot read, and its log says little. edgeprobe reads the file as \
            IoT Edge does, and names the line (config.malformed).
            """
        ],
        [
            Part(
                .linux(.current),
                [
                    """
                    What you edit is TOML. The services read files below /etc/aziot that are made from it, so an edit counts \
                    only once it is applied:
                    """,
                    .shell(
                        """
                        sudo nano /etc/aziot/config.toml
                        sudo iotedge config apply
                        """),
                    """
                    What breaks it: text without quotation marks, a name or a table given twice, a line above the tables that \
                    belongs into one. All that may stand there:
                    """,
                    .shell("less /etc/aziot/config.toml.edge.template"),
                ]),
            Part(
                .linux(.old),
                [
                    """
                    What breaks this YAML: tabs, members of one level that do not begin in one column, blanks before \
                    hostname, provisioning and whatever else belongs to the left margin, a colon without a blank behind it. \
                    Two blanks for each level. The lines with tabs:
                    """,
                    .shell(
                        """
                        sudo grep -n "$(printf '\\t')" /etc/iotedge/config.yaml
                        sudo nano /etc/iotedge/config.yaml
                        sudo systemctl restart iotedge
                        """),
                ]),
            Part(
                .windowsContainers,
                [
                    "The same YAML, by the same rules; the first command shows the lines with tabs:",
                    .powershell(
                        """
                        Select-String -Path 'C:\\ProgramData\\iotedge\\config.yaml' -Pattern "`t"
                        notepad 'C:\\ProgramData\\iotedge\\config.yaml'
                        Restart-Service iotedge
                        """),
                ]),
        ], related: [.hostname, .status, .proxy])

    static let hostname = Procedure(
        "A host name that IoT Edge takes",
        [
            """
            IoT Edge refuses a name that is empty or has more than 64 characters. Virtual machines have such names, those \
            of Azure with Windows above all; a DNS name for the machine is short enough.
            """,
            "Certificates for downstream devices name it, so that they have to be able to resolve it.",
        ],
        [
            Part(
                .linux(.current),
                [
                    "How long it is now:",
                    .shell("hostname | tr -d '\\n' | wc -m"),
                    "Set the first of these lines in /etc/aziot/config.toml to the name that you choose, then apply:",
                    .toml("hostname = \"gateway.westeurope.cloudapp.azure.com\""),
                    .shell(
                        """
                        sudo nano /etc/aziot/config.toml
                        sudo iotedge config apply
                        """),
                ]),
            Part(
                .linux(.old),
                [
                    .shell("hostname | tr -d '\\n' | wc -m"),
                    "In /etc/iotedge/config.yaml, at the left margin:",
                    .yaml("hostname: \"gateway.westeurope.cloudapp.azure.com\""),
                    .shell(
                        """
                        sudo nano /etc/iotedge/config.yaml
                        sudo systemctl restart iotedge
                        """),
                ]),
            Part(
                .windowsContainers,
                [
                    .powershell("[System.Net.Dns]::GetHostName().Length"),
                    "The same line in C:\\ProgramData\\iotedge\\config.yaml:",
                    .powershell(
                        """
                        notepad 'C:\\ProgramData\\iotedge\\config.yaml'
                        Restart-Service iotedge
                        """),
                ]),
            Part(
                .elsewhere,
                [
                    """
                    A virtual machine of Azure gets a name in the portal: its overview, DNS name, Configure (or Not \
                    configured); give a DNS name label, save. The machine is then called \
                    LABEL.REGION.cloudapp.azure.com: choose the label that is the machine's own name (hostname), because the \
                    configuration takes only names that begin with it. The same with az, for its public address:
                    """,
                    .shell(
                        """
                        az network public-ip update \\
                          --resource-group "${GROUP:?set GROUP to the resource group}" \\
                          --name "${ADDRESS:?set ADDRESS to the name of the public address}" \\
                          --dns-name "${LABEL:?set LABEL to the label that you choose}"
                        """),
                ]),
        ], related: [.configuration, .certificates])

    static let clock = Procedure(
        "A clock that is right",
        [
            """
            Tokens and certificates have dates: five minutes of difference are too many. Devices without a battery for \
            their clock need a time server before IoT Edge starts.
            """
        ],
        [
            Part(
                .linux(nil),
                [
                    .shell(
                        """
                        timedatectl
                        sudo timedatectl set-ntp true
                        """),
                    "UDP 123 to the time servers has to be open.",
                ]),
            Part(
                .windowsContainers,
                [
                    .powershell(
                        """
                        w32tm /query /status
                        w32tm /resync
                        """)
                ]),
            Part(
                .virtualMachine, ["The virtual machine takes its time from the Windows host: set that one right first."]
            ),
        ], related: [.certificates, .ports])
}
