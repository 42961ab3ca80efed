import ProbeCore
import ProbeFindings

/// Where the engine keeps its settings on platforms other than Linux, and how it is started again there.
enum EnginePlatform {
    static let windows: Sentence = """
        On a Windows host with Windows containers the file is C:\\ProgramData\\iotedge-moby\\config\\daemon.json; \
        restart the engine there in an administrator's PowerShell: Restart-Service iotedge-moby -Force
        """

    static let windowsRestart = "Restart-Service iotedge-moby -Force"
}
