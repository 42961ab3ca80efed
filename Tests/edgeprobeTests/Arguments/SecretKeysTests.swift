import Testing

@testable import edgeprobe

struct SecretKeysTests {
    @Test(arguments: [
        ("HostName=h.example;SharedAccessKey=CANARY+/a==", "HostName=h.example;SharedAccessKey=***"),
        ("HostName=h;sharedaccesskey=CANARY=;DeviceId=d", "HostName=h;sharedaccesskey=***;DeviceId=d"),
        ("SharedAccessSignature sr=h&sig=CANARY%3D&se=1", "SharedAccessSignature sr=h&sig=***&se=1"),
        ("Unexpected argument 'a;AccountKey=CANARY'", "Unexpected argument 'a;AccountKey=***'"),
        ("SharedAccessKey=CANARYa;SharedAccessKey=CANARYb", "SharedAccessKey=***;SharedAccessKey=***"),
    ])
    func `a key is masked wherever it stands`(text: String, masked: String) {
        #expect(SecretKeys.masked(text) == masked)
        #expect(SecretKeys.keys(in: text).allSatisfy { $0.hasPrefix("CANARY") } && !SecretKeys.keys(in: text).isEmpty)
        #expect(CommandLineRedaction.arguments([text, "--registry", text]) == [masked, "--registry", masked])
        #expect(CommandLineRedaction.sentence(text, about: []) == masked)
    }

    @Test(arguments: ["--config-root=/etc", "config=1", "design=x", "SharedAccessKey=", "a=b", ""])
    func `what holds none stays`(text: String) {
        #expect(SecretKeys.masked(text) == text && SecretKeys.keys(in: text).isEmpty)
    }
}
