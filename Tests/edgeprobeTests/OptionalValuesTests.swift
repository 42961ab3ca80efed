import ArgumentParser
import ProbeCore
import ProbeMeasurement
import Testing

@testable import edgeprobe

struct OptionalValuesTests {
    @Test func `an option's value may follow, or be left out`() {
        #expect(OptionalValues.separated(["--dps", "--hub", "a.net"]) == ["--dps", "--hub", "a.net"])
        #expect(
            OptionalValues.separated(["plan", "--dps", "dps.example.com"]) == ["plan", "--dps-host", "dps.example.com"])
        #expect(OptionalValues.separated(["--dps=dps.example.com"]) == ["--dps-host=dps.example.com"])
        #expect(OptionalValues.separated(["--dps", "run"]) == ["--dps", "run"])
        #expect(OptionalValues.separated(["--dps"]) == ["--dps"])
    }

    @Test func `an instance of one's own takes the place of the global one`() throws {
        let arguments = OptionalValues.separated([
            "--hub", "myhub.azure-devices.net", "--dps", "mine.azure-devices-provisioning.net",
        ])
        let (plan, _) = try RunOptions.parse(arguments).plan()
        #expect(plan.services.dps?.description == "mine.azure-devices-provisioning.net")
    }

    @Test func `a sovereign cloud's hub has that cloud's provisioning service`() throws {
        let (plan, _) = try RunOptions.parse(["--hub", "myhub.azure-devices.cn"]).plan()
        #expect(plan.services.dps?.description == "global.azure-devices-provisioning.cn")
    }

    @Test func `a wrong instance is refused, and so is one that is not to be asked`() throws {
        #expect(throws: (any Error).self) {
            try RunOptions.parse(["--hub", "myhub.azure-devices.net", "--dps-host", "a..b"]).plan()
        }
        #expect(throws: (any Error).self) {
            try RunOptions.parse(["--hub", "myhub.azure-devices.net", "--no-dps", "--dps-host", "a.b"]).plan()
        }
    }

    @Test func `the name for back ends is answered with the right ones`() throws {
        let options = try RunOptions.parse(["--hub", "https://myhub.service.azure-devices.net/"])
        let error = #expect(throws: ValidationError.self) { try options.plan() }
        let message = try #require(error).message
        #expect(message.contains("give myhub.azure-devices.net (or myhub.device.azure-devices.net"))
        let device = try RunOptions.parse(["--hub", "myhub.device.azure-devices.net"]).plan()
        #expect(device.plan.services.hub.description == "myhub.device.azure-devices.net")
    }
}
