import ProbeCore
import ProbeFindings

/// Procedures about modules and their messages.
extension Procedure {
    static let containerLogs = Procedure(
        "What modules say",
        [
            """
            Begin with the module that fails, then edgeAgent, which starts, stops and pulls, then edgeHub, which routes \
            messages. Which version of each runs stands near the beginning of its log.
            """
        ],
        [
            Part(
                .linux(nil),
                [
                    .shell(
                        """
                        sudo iotedge list
                        sudo iotedge logs --tail 200 edgeAgent
                        sudo iotedge logs --since 1h edgeHub
                        """),
                    "Without the daemon, and for a container that ended:",
                    .shell(
                        """
                        sudo docker ps --all
                        sudo docker logs --timestamps --tail 200 edgeAgent
                        """),
                ]),
            Part(
                .windowsContainers,
                [
                    .powershell(
                        """
                        iotedge list
                        iotedge logs --tail 200 edgeAgent
                        docker -H npipe:////./pipe/iotedge_moby_engine ps --all
                        """)
                ]),
            Part(
                .elsewhere,
                [
                    """
                    In the portal: the device, a module, Troubleshoot shows its log. From a back end: the direct methods \
                    GetModuleLogs and UploadModuleLogs of edgeAgent.
                    """,
                    "The engine keeps logs without a limit unless daemon.json or createOptions have one:",
                    .json(
                        """
                        {
                          "log-driver": "json-file",
                          "log-opts": { "max-size": "10m", "max-file": "3" }
                        }
                        """),
                ]),
        ], related: [.debugLogging, .restart])

    static let messages = Procedure(
        "Messages on their way through edgeHub",
        [
            """
            Where messages do not arrive, find out where they end: in the module, in edgeHub (a route that does not match), \
            or between edgeHub and the hub.
            """
        ],
        [
            Part(
                .linux(nil),
                [
                    "edgeHub with RuntimeLogLevel=debug (debug-logging) logs each message that comes and goes:",
                    .shell("sudo iotedge logs --tail 50 --follow edgeHub"),
                    "The way from here to the hub, as edgeHub goes it:",
                    .shell("sudo edgeprobe --hub \"${HUB:?set HUB to the name of the hub}\""),
                ]),
            Part(.windowsContainers, [.powershell("iotedge logs --tail 50 --follow edgeHub")]),
            Part(
                .elsewhere,
                [
                    """
                    What arrives at the hub, with az's extension azure-iot, or in the IoT Hub extension of Visual Studio \
                    Code:
                    """,
                    .shell(
                        """
                        az iot hub monitor-events \\
                          --hub-name "${HUB:?set HUB to the name of the hub without its domain}" \\
                          --device-id "${DEVICE:?set DEVICE to the id of the device}"
                        """),
                    "A route that lets everything through, for the time of a test:",
                    .json(
                        """
                        { "routes": { "everything": "FROM /messages/* INTO $upstream" } }
                        """),
                ]),
        ], related: [.debugLogging, .ports])

    static let deployments = Procedure(
        "Modules that disappear",
        [
            """
            An automatic deployment that targets the device wins over modules that were set for the device alone: they \
            start, and are gone with its next turn. A device that gets two automatic ones takes that of the higher priority.
            """
        ],
        [
            Part(
                .linux(nil),
                [
                    "What edgeAgent was told last:",
                    .shell("sudo iotedge logs --tail 200 edgeAgent | grep -i -e deployment -e plan"),
                ]),
            Part(
                .windowsContainers,
                [.powershell("iotedge logs --tail 200 edgeAgent | Select-String -Pattern 'deployment', 'plan'")]),
            Part(
                .elsewhere,
                [
                    """
                    In the portal: the device, Deployments shows what targets it. Change the target condition, the priority, or \
                    the tags of the device's twin, and keep to one kind of deployment for a device.
                    """,
                    .shell(
                        """
                        az iot edge deployment list \\
                          --hub-name "${HUB:?set HUB to the name of the hub without its domain}" \\
                          --query '[].[id, priority, targetCondition]' --output table
                        """),
                ]),
        ], related: [.containerLogs])
}
