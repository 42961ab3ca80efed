import ProbeConfiguration
import ProbeCore

extension Structure {
    /// Nothing unless the bytes are JSON.
    init?(parsing bytes: [UInt8]) {
        guard let document = try? JSONText.parse(bytes, keepsLines: false) else { return nil }
        self = document.root
    }

    /// The name and the value of an object that has one member, as every statement and expression of nft's is.
    var tagged: (tag: String, value: Structure)? {
        guard case .object(let members) = self, members.count == 1, let member = members.first else { return nil }
        return (member.key, member.value)
    }
}
