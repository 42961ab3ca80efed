package import ProbeCore

/// A page that operating systems fetch to find out whether a login page is in the way.
package struct PortalPage: Subject {
    package let host: HostName
    package let path: String
    /// What the body begins with when nobody touched it.
    package let expected: String

    package init(host: HostName, path: String, expected: String) {
        self.host = host
        self.path = path
        self.expected = expected
    }

    package func narrowed<S: Subject>(to type: S.Type) -> S? { self as? S ?? Name(host) as? S ?? Device() as? S }

    package static let all: [PortalPage] = [
        ("www.msftconnecttest.com", "/connecttest.txt", "Microsoft Connect Test"),
        ("detectportal.firefox.com", "/success.txt", "success"),
    ].compactMap { host, path, expected in
        (try? HostName(validating: host)).map { PortalPage(host: $0, path: path, expected: expected) }
    }
}
