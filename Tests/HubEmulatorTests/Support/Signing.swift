import HubEmulator
import ProbeCore
import ProbeLinux
import ProbeTLS

/// What the owner of the test device's key can make.
enum Signing {
    static let key = Array("0123456789abcdef0123456789abcdef".utf8)
    static let device = TestDevice(id: "test-device", symmetricKey: Base64.encode(key))
    static let resource = "myhub.azure-devices.net%2Fdevices%2Ftest-device"
    static let audience = "myhub.azure-devices.net/devices/test-device"
    static let userName = "myhub.azure-devices.net/test-device/?api-version=2021-04-12"

    static var now: Int64 { Timestamp.now().secondsSince1970 }

    /// As a device's client makes it.
    static func token(
        resource: String = resource, expiry: Int64 = now + 300, key: [UInt8] = key, policy: String? = nil
    ) -> String {
        let signature = Base64.encode(HMAC.sha256(key: key, Array("\(resource)\n\(expiry)".utf8)))
        let encoded = signature.flatMap { character in
            switch character {
            case "+": "%2B"
            case "/": "%2F"
            case "=": "%3D"
            default: String(character)
            }
        }
        return "SharedAccessSignature sr=\(resource)&sig=\(String(encoded))&se=\(expiry)"
            + (policy.map { "&skn=\($0)" } ?? "")
    }
}
