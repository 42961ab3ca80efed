import ProbeCore
import ProbeFindings

/// Procedures about images, and what their containers need.
extension Procedure {
    static let imageAccess = Procedure(
        "Images that the registry refuses",
        [
            """
            401: user name or password are wrong, or there are none. 403: the registry's own firewall, or an account \
            without the right to pull. 404: no such image, or none for this architecture.
            """,
            "edgeAgent pulls with the credentials of the deployment, not with those of somebody who is logged in.",
        ],
        [
            Part(
                .linux(nil),
                [
                    "The same account and image by hand; the password is asked for:",
                    .shell(
                        """
                        sudo docker login "${REGISTRY:?set REGISTRY to the host name of the registry}"
                        sudo docker pull "${IMAGE:?set IMAGE to the image with registry and tag}"
                        sudo docker logout "${REGISTRY:?}"
                        """),
                    "Whether the registry, and what it redirects to, can be reached at all:",
                    .shell(
                        """
                        sudo edgeprobe --hub "${HUB:?set HUB to the name of the hub}" \\
                          --registry "${REGISTRY:?set REGISTRY to the host name of the registry}"
                        """),
                ]),
            Part(
                .linux(.current),
                [
                    """
                    Only for edgeAgent's own image, when it is in a private registry: /etc/aziot/config.toml, then sudo \
                    iotedge config apply
                    """,
                    .toml(
                        """
                        [agent.config]
                        image = "myregistry.azurecr.io/azureiotedge-agent:1.6"

                        [agent.config.auth]
                        serveraddress = "myregistry.azurecr.io"
                        username = "ACCOUNT"
                        password = "PASSWORD"
                        """),
                ]),
            Part(
                .windowsContainers,
                [
                    .powershell(
                        """
                        $engine = 'npipe:////./pipe/iotedge_moby_engine'
                        $registry = Read-Host 'Host name of the registry'
                        docker -H $engine login $registry
                        docker -H $engine pull (Read-Host 'Image with registry and tag')
                        docker -H $engine logout $registry
                        """),
                    "An image has to fit the build of Windows that runs here, too.",
                ]),
            Part(
                .elsewhere,
                [
                    """
                    In the deployment, in runtime.settings of edgeAgent's desired properties; in the portal: Set modules, \
                    Container registry credentials.
                    """,
                    .json(
                        """
                        {
                          "registryCredentials": {
                            "myregistry": {
                              "address": "myregistry.azurecr.io",
                              "username": "ACCOUNT",
                              "password": "PASSWORD"
                            }
                          }
                        }
                        """),
                    """
                    In Azure Container Registry: a token or service principal with the right to pull (AcrPull), and this site's \
                    address among the selected networks, where access is limited to such.
                    """,
                ]),
        ], related: [.containerLogs, .ports])

    static let smallDevices = Procedure(
        "edgeHub on a device with little memory",
        [
            """
            edgeHub is made for throughput, and takes memory in large pieces. On a device with less than 1.5 GiB, or with \
            a 32-bit processor, it runs out after hours; downstream devices then lose it.
            """
        ],
        [
            Part(
                .linux(nil),
                [
                    "Whether it was memory: true, or 137, and the kernel's own words.",
                    .shell(
                        """
                        free -m
                        sudo docker inspect edgeHub \\
                          --format '{{.State.OOMKilled}} {{.State.ExitCode}} {{.RestartCount}}'
                        sudo journalctl -k --no-pager | grep -i 'out of memory'
                        """),
                ]),
            Part(
                .windowsContainers,
                [
                    .powershell(
                        """
                        docker -H npipe:////./pipe/iotedge_moby_engine stats --no-stream
                        Get-CimInstance Win32_OperatingSystem | Format-List FreePhysicalMemory
                        """)
                ]),
            Part(
                .elsewhere,
                [
                    """
                    In the portal: the device, Set modules, Runtime settings, edgeHub, Environment variables: \
                    OptimizeForPerformance with the value false. In the deployment manifest:
                    """,
                    .json(
                        """
                        {
                          "edgeHub": {
                            "env": { "OptimizeForPerformance": { "value": "false" } }
                          }
                        }
                        """),
                    """
                    Closing protocols that no downstream device uses saves more: mqttSettings__enabled, \
                    amqpSettings__enabled and httpSettings__enabled, false each.
                    """,
                ]),
        ], related: [.containerLogs, .messages])

    static let entrypoint = Procedure(
        "ENTRYPOINT and CMD of a module's image",
        [
            """
            The daemon knows a module by its processes. Up to 1.0.6 it took the first one alone: an image that starts its \
            program through a shell got 404, Module not found. Since 1.0.7 every process of the container counts, so that an \
            update is the remedy.
            """,
            "Starting without a shell is better still: signals reach the program, and it ends in time.",
        ],
        [
            Part(
                .linux(nil),
                [
                    "A list in brackets is right; /bin/sh -c in front is a shell in between. Then: the processes of the module.",
                    .shell(
                        """
                        sudo docker inspect "${MODULE:?set MODULE to the name of the module}" \\
                          --format '{{json .Config.Entrypoint}} {{json .Config.Cmd}}'
                        sudo docker top "${MODULE:?}"
                        sudo iotedge version
                        """),
                ]),
            Part(
                .windowsContainers,
                [
                    .powershell(
                        """
                        $engine = 'npipe:////./pipe/iotedge_moby_engine'
                        $module = Read-Host 'Name of the module'
                        docker -H $engine inspect $module --format '{{json .Config.Entrypoint}}'
                        docker -H $engine top $module
                        iotedge version
                        """)
                ]),
            Part(
                .elsewhere,
                [
                    "In the Dockerfile, the form with brackets and no CMD that starts a program:",
                    .dockerfile("ENTRYPOINT [\"dotnet\", \"Module.dll\"]"),
                    "Where a script has to run first, it ends with exec and the program.",
                    """
                    On 1.0.7 and later a 404 says that the daemon does not know the caller's container: one that was not started \
                    by edgeAgent, or whose network was made anew under it. Start the module again.
                    """,
                ]),
        ], related: [.containerLogs, .restart])
}
