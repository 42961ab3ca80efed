import ProbeCore
import TestSupport
import Testing

struct ProofTests {
    @Test
    func `every proof travels under its name in the report`() throws {
        let proofs: [Proof] = [.amqpOpen, .saslMechanisms, .iothubErrorCode] + (UInt8.min ... .max).map(Proof.connack)
        for proof in proofs {
            #expect(try JSON.text([proof]) == "[\"\(proof)\"]")
            #expect(try JSON.roundTrip([proof]) == [proof])
        }
        #expect(Set(proofs.map(\.description)).count == proofs.count)
        #expect(Proof.connack(5).description == "connack-5")
    }

    @Test(arguments: [
        "", "connack", "connack-", "connack-256", "connack--1", "connack-+5", "connack-05", "connack-5 ", "CONNACK-5",
        "amqp-Open", "12345678", "amqp-ope5", "connack-5-5", "iothub-errorcode\0",
    ])
    func `another text proves nothing`(text: String) throws {
        let json = try JSON.text([text])
        #expect(throws: DecodingError.self) { try JSON.value([Proof].self, json) }
    }
}
