extension DNSMessage {
    /// The header and the question (RFC 1035 sections 4.1.1 and 4.1.2).
    package struct Head: Hashable, Sendable {
        package let id: UInt16
        package let flags: UInt16
        /// Nothing where the message repeats none.
        package let question: DNSQuestion?
        let answerCount: Int
        let authorityCount: Int
        let additionalCount: Int

        package init(decoding bytes: [UInt8]) throws(Malformed) {
            var reader = ByteReader(bytes)
            try self.init(from: &reader)
        }

        init(from reader: inout ByteReader) throws(Malformed) {
            guard let id = reader.readUInt16(), let flags = reader.readUInt16(), let questions = reader.readUInt16(),
                let answers = reader.readUInt16(), let authorities = reader.readUInt16(),
                let additionals = reader.readUInt16()
            else { throw .truncated }
            guard questions <= 1 else { throw .tooManyQuestions }
            self.id = id
            self.flags = flags
            question = questions == 1 ? try DNSQuestion(from: &reader) : nil
            answerCount = Int(answers)
            authorityCount = Int(authorities)
            additionalCount = Int(additionals)
        }

        package var isResponse: Bool { flags & Flags.response != 0 }
        package var isAuthoritative: Bool { flags & Flags.authoritative != 0 }
        package var isTruncated: Bool { flags & Flags.truncated != 0 }
        package var isRecursionAvailable: Bool { flags & Flags.recursionAvailable != 0 }
        package var operation: UInt16 { flags >> 11 & 0xf }
        package var responseCode: Int { Int(flags & 0xf) }
    }

    /// The bits of the header's second word.
    enum Flags {
        static let response: UInt16 = 0x8000
        static let authoritative: UInt16 = 0x0400
        static let truncated: UInt16 = 0x0200
        static let recursionDesired: UInt16 = 0x0100
        static let recursionAvailable: UInt16 = 0x0080
        static let authenticData: UInt16 = 0x0020
    }
}
