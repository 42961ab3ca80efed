/// A device whose shared access signatures the emulator takes; prints without its key.
package struct TestDevice: Codable, Hashable, Sendable, CustomStringConvertible, CustomDebugStringConvertible {
    package let id: String
    /// Base64.
    package let symmetricKey: String

    package init(id: String, symmetricKey: String) {
        self.id = id
        self.symmetricKey = symmetricKey
    }

    package var description: String { "device \(id)" }
    package var debugDescription: String { description }
}

extension TestDevice: CustomReflectable {
    package var customMirror: Mirror { Mirror(self, children: ["id": id]) }
}
