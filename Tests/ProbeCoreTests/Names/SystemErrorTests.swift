import ProbeCore
import TestSupport
import Testing

struct SystemErrorTests {
    @Test
    func `an error number travels by its name`() throws {
        let error: SystemError = "ECONNREFUSED"
        #expect(try JSON.text([error]) == #"["ECONNREFUSED"]"#)
        #expect(try JSON.roundTrip([error]) == [error])
        #expect(SystemError(name: "errno 200").description == "errno 200")
    }

    @Test
    func `a name edited by hand is harmless`() throws {
        let errors = try JSON.value([SystemError].self, #"["E\u001b[2J"]"#)
        #expect(errors.map(\.description) == [#"E\x1b[2J"#])
    }
}
