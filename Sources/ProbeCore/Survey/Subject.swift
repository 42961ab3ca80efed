/// What a probe asks its question about; encodes to the members of a report's `subject` object.
package protocol Subject: Codable, Hashable, Sendable {
    /// The wider subject of the given kind that this one belongs to, itself included.
    ///
    /// An endpoint narrows to its host's name, so that a probe about an endpoint can depend on the one about its name.
    func narrowed<S: Subject>(to type: S.Type) -> S?
}

/// The device itself, as seen from the vantage.
package struct Device: Subject {
    package init() {}
    package func narrowed<S: Subject>(to type: S.Type) -> S? { self as? S }
}

/// A name that the device has to resolve.
package struct Name: Subject {
    package let host: HostName

    package init(_ host: HostName) { self.host = host }

    package func narrowed<S: Subject>(to type: S.Type) -> S? { self as? S ?? Device() as? S }
}
