package import ProbeCore
internal import ProbeTLS

extension Credentials {
    /// The value of `Authorization` or `Proxy-Authorization` (RFC 7617 section 2).
    package var basic: String { "Basic \(Base64.encode(Array("\(user):\(password)".utf8)))" }
}
