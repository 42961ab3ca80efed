import ProbeCore
import ProbeLinux
import ProbeTLS

/// Who is let in: the test device with a shared access signature of its key, and nobody else.
struct Admission: Sendable {
    private let hub: String
    private let deviceID: String?
    private let key: [UInt8]
    private let now: @Sendable () -> Timestamp

    /// Reads the test device's key.
    init(_ configuration: Configuration, now: @escaping @Sendable () -> Timestamp = Timestamp.now) throws(ProbeError) {
        hub = configuration.hub.description
        deviceID = configuration.testDevice?.id
        self.now = now
        guard let device = configuration.testDevice else {
            key = []
            return
        }
        guard let key = Base64.decode(device.symmetricKey), !key.isEmpty else {
            throw ProbeError.libraryRefused("the test device's key is not Base64")
        }
        self.key = key
    }

    /// Whether a user name and a password of MQTT belong to the device that a client id names.
    ///
    /// The user name is `{hub}/{device}/?api-version=…`.
    func admits(clientID: String, userName: String?, password: [UInt8]?) -> Bool {
        guard let userName, let password, let token = String(validating: password, as: UTF8.self) else { return false }
        let parts = userName.split(separator: "/", maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0].lowercased() == hub, parts[1] == clientID,
            parts[2].hasPrefix("?api-version=") || parts[2].hasPrefix("api-version=")
        else { return false }
        return admits(token, to: clientID)
    }

    /// Whether SASL PLAIN's `{device}@sas.{hub}` and its password belong together.
    func admits(plainUser: String, password: String) -> Bool {
        guard let at = plainUser.lastIndex(of: "@") else { return false }
        let domain = plainUser[plainUser.index(after: at)...].lowercased()
        guard domain == "sas.\(hub)" || domain == "sas.root.\(hub.prefix { $0 != "." })" else { return false }
        return admits(password, to: String(plainUser[..<at]))
    }

    /// Whether a token gives access to a resource as `$cbs` is told, `{hub}/devices/{device}`.
    func admits(_ token: String, toAudience audience: String) -> Bool {
        guard let deviceID, audience.lowercased() == "\(hub)/devices/\(deviceID)".lowercased() else { return false }
        return admits(token, to: deviceID)
    }

    /// Whether a token was made for a device, by its key, and has not expired.
    func admits(_ token: String, to client: String) -> Bool {
        guard let deviceID, client == deviceID, let signature = SharedAccessSignature(token) else { return false }
        return signature.resource.lowercased() == "\(hub)/devices/\(deviceID)".lowercased()
            && signature.policy == nil && signature.expiry > now() && signature.isSigned(with: key)
    }

    /// The device whose signature was found right.
    var device: String? { deviceID }
}
