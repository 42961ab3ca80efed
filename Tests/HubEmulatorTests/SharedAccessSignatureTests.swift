@testable import HubEmulator
import ProbeCore
import ProbeTLS
import Testing

struct SharedAccessSignatureTests {
    private let admission: Admission

    init() throws {
        var configuration = Configuration(hub: try HostName(validating: Client.hubName))
        configuration.testDevice = Signing.device
        admission = try Admission(configuration)
    }

    private func admits(_ token: String) -> Bool { admission.admits(token, to: Signing.device.id) }

    @Test func `a signature made elsewhere is right`() throws {
        // printf 'myhub.azure-devices.net%%2Fdevices%%2Ftest-device\n4102444800' | openssl dgst -sha256 -hmac KEY -binary | base64
        let token =
            "SharedAccessSignature sr=myhub.azure-devices.net%2Fdevices%2Ftest-device"
            + "&sig=NhWIhRzDfx2jLPZ2dvmzYnmkb7XeLphzv274GzUeIm0%3D&se=4102444800"
        #expect(admits(token))
    }

    @Test func `a token of the device's own key is admitted, in whatever order its fields stand`() {
        let token = Signing.token()
        #expect(admits(token))
        let fields = token.dropFirst("SharedAccessSignature ".count).split(separator: "&")
        #expect(admits("SharedAccessSignature " + fields.reversed().joined(separator: "&")))
        #expect(admits(token + "&skn="))
    }

    @Test func `an expired token is refused`() {
        #expect(!admits(Signing.token(expiry: Signing.now - 1)))
        #expect(!admits(Signing.token(expiry: Signing.now)))
        #expect(!admits(Signing.token(expiry: -1)))
    }

    @Test func `the moment of expiry is the clock's`() throws {
        var configuration = Configuration(hub: try HostName(validating: Client.hubName))
        configuration.testDevice = Signing.device
        let token = Signing.token(expiry: 1_000_000)
        let before = try Admission(configuration, now: { Timestamp(secondsSince1970: 999_999) })
        #expect(before.admits(token, to: Signing.device.id))
        let after = try Admission(configuration, now: { Timestamp(secondsSince1970: 1_000_000) })
        #expect(!after.admits(token, to: Signing.device.id))
    }

    @Test func `a token of another key, resource or policy is refused`() {
        #expect(!admits(Signing.token(key: Array("another key".utf8))))
        #expect(!admits(Signing.token(resource: "myhub.azure-devices.net%2Fdevices%2Fother")))
        #expect(!admits(Signing.token(resource: "otherhub.azure-devices.net%2Fdevices%2Ftest-device")))
        #expect(!admits(Signing.token(policy: "iothubowner")))
    }

    @Test func `a token serves no other device`() {
        #expect(!admission.admits(Signing.token(), to: "other"))
    }

    @Test func `a token whose expiry was put off is refused`() {
        let expiry = Signing.now + 10
        let token = Signing.token(expiry: expiry)
        #expect(admits(token))
        #expect(!admits(token.replacing("se=\(expiry)", with: "se=\(expiry + 1)")))
    }

    @Test(arguments: [
        "", "SharedAccessSignature ", "Bearer sr=a&sig=YQ==&se=1", "SharedAccessSignature sr=a",
        "SharedAccessSignature sr=a&sig=YQ%3D%3D", "SharedAccessSignature sr=%zz&sig=YQ%3D%3D&se=1",
        "SharedAccessSignature sr=a&sig=not base64&se=1",
        "SharedAccessSignature sr=a&sig=YQ%3D%3D&se=9223372036854775808",
        "SharedAccessSignature sr=a&sr=b&sig=YQ%3D%3D&se=1", "SharedAccessSignature sr&sig&se",
        "SharedAccessSignature sr=%&sig=%&se=%", "SharedAccessSignature sr=%ff&sig=YQ%3D%3D&se=1",
    ])
    func `broken text is no token`(_ text: String) {
        #expect(SharedAccessSignature(text) == nil)
        #expect(!admits(text))
    }

    @Test func `an overlong text is no token`() {
        #expect(SharedAccessSignature(Signing.token() + "&x=" + String(repeating: "x", count: 5000)) == nil)
    }

    @Test func `neither a token nor a device shows its secret`() throws {
        let token = try #require(SharedAccessSignature(Signing.token()))
        for text in ["\(token)", String(reflecting: Signing.device), "\(Signing.device)"] {
            #expect(!text.contains("sig") && !text.contains(Signing.device.symmetricKey))
        }
        var dumped = ""
        dump(Signing.device, to: &dumped)
        #expect(!dumped.contains(Signing.device.symmetricKey))
    }

    @Test func `a key that is not Base64 is an error and not printed`() throws {
        var configuration = Configuration(hub: try HostName(validating: Client.hubName))
        configuration.testDevice = TestDevice(id: "a", symmetricKey: "*secret*")
        let error = #expect(throws: ProbeError.self) { try Admission(configuration) }
        #expect(error?.description.contains("secret") == false)
    }
}
