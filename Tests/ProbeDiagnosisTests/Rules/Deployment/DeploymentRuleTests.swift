import ProbeCore
@testable import ProbeDiagnosis
import ProbeEvidence
import ProbeFindings
import ProbeMeasurement
import Testing

/// What the answers for a deployment's images amount to, and what its manifest says by itself.
struct DeploymentRuleTests {
    private static let acr = Places.name("plant.azurecr.io")
    private static let endpoint = Endpoint(.registry, acr, .https)
    private static let linux = ImagePlatform(system: "linux", architecture: "amd64", variant: nil)

    /// A healthy run with a deployment of one image at a private registry.
    private func survey(
        account: DeploymentEvidence.Account.State? = .given, isTemplate: Bool = false,
        image change: (inout ImageEvidence) -> Void = { _ in },
        deployment changeDeployment: (inout DeploymentEvidence) -> Void = { _ in }
    ) throws -> Survey {
        let reference = try #require(ImageReference("plant.azurecr.io/camera:1.4"))
        var deployment = DeploymentEvidence(file: "deployment.json")
        deployment.isTemplate = isTemplate
        var module = DeploymentEvidence.Module(name: "camera")
        module.line = 30
        module.image = DeploymentEvidence.Image(.named, reference, line: 31)
        deployment.modules = [DeploymentEvidence.Module(name: "edgeHub"), module]
        if let account {
            var entry = DeploymentEvidence.Account(account, registry: Registry(Self.acr), line: 9)
            entry.isUsed = true
            deployment.accounts = [entry]
        }
        changeDeployment(&deployment)
        let credentials = account == .given ? Credentials(user: "u", password: "p") : nil
        var image = ImageEvidence(
            DeployedImage(image: reference, modules: ["camera"], line: 31, credentials: credentials),
            wanted: [Self.linux].compactMap(\.self))
        if account == .given { image.credentials = .sent }
        (image.tokenStatus, image.status, image.chosenStatus, image.configurationStatus) = (200, 200, 200, 200)
        (image.offered, image.chosen, image.built) = ([Self.linux].compactMap(\.self), Self.linux, Self.linux)
        image.start = .program
        change(&image)
        var images = ImagesEvidence()
        images.images = [image]
        return Survey.healthy(from: [.host]) { $0.registries = [Self.acr] }
            .adding(ReadDeployment.self, about: Device(), deployment)
            .adding(RequestImages.self, about: Self.endpoint, images)
    }

    @Test func `resolvers of edgeHub's own that nobody asked leave it open, and those that were asked do not`() throws {
        func diagnosis(_ resolvers: [String], of name: String = "edgeHub") throws -> Diagnosis {
            Diagnosis(
                of: try survey { _ in
                } deployment: { deployment in
                    let addresses = resolvers.compactMap { IPAddress($0) }
                    if deployment.module(name) == nil { deployment.modules.append(.init(name: LocalText(name))) }
                    for index in deployment.modules.indices where deployment.modules[index].name.description == name {
                        deployment.modules[index].resolvers = addresses
                    }
                })
        }
        for name in ["edgeHub", "edgeAgent"] {
            let open = try diagnosis(["203.0.113.99"], of: name)
            #expect(open.verdict == .inconclusive && open.findings.isEmpty)
            #expect(open.summary.english.contains("\(name) will find the hub's address is open"))
            #expect(open.summary.english.contains("203.0.113.99"))
        }
        let asked = try #require(Survey.healthy.seen(ResolveName.self).first?.evidence.servers.first?.server.address)
        #expect(try diagnosis([asked.description]).verdict == .ready)
        // The host's own is another one in a container.
        #expect(try diagnosis(["127.0.0.53"]).verdict == .inconclusive)
        #expect(try diagnosis(["203.0.113.99"], of: "camera").verdict == .ready)
    }

    @Test(arguments: [(UnusableValue.Kind.containerOptions, "refuses the whole"), (.port, "does not start")])
    func `options that the engine or edgeAgent refuses block`(kind: UnusableValue.Kind, words: String) throws {
        let diagnosis = Diagnosis(
            of: try survey { _ in
            } deployment: {
                $0.unusable = [
                    UnusableValue(
                        kind: kind, file: "deployment.json", line: 37, member: "modules.camera.settings.createOptions")
                ]
            })
        let finding = try #require(diagnosis.findings.first)
        #expect(
            finding.cause == .configMalformed && finding.owner == .hubConfiguration && diagnosis.verdict == .blocked)
        #expect(finding.summary.english.contains("Line 37 of deployment.json"))
        #expect(finding.summary.english.contains(words))
    }

    @Test func `a deployment whose images arrive has nothing to say`() throws {
        let diagnosis = Diagnosis(of: try survey())
        #expect(diagnosis.verdict == .ready && diagnosis.findings.isEmpty)
    }

    @Test(
        arguments: [
            (401, nil, Cause.registryForbidden, 9), (200, 401, .registryDenied, 31), (200, 403, .registryDenied, 31),
            (200, 404, .deploymentImageMissing, 31), (nil, 404, .deploymentImageMissing, 31),
            (nil, 401, .registryForbidden, 9),
        ] as [(Int?, Int?, Cause, Int)])
    func `what keeps an image away blocks, at its line`(token: Int?, status: Int?, cause: Cause, line: Int) throws {
        let survey = try survey {
            ($0.tokenStatus, $0.status) = (token, status)
            $0.problem = status == 404 ? .manifestUnknown : nil
        }
        let diagnosis = Diagnosis(of: survey)
        let finding = try #require(diagnosis.findings.first)
        #expect(diagnosis.verdict == .blocked && diagnosis.findings.map(\.cause) == [cause])
        #expect(finding.severity == .error && finding.owner == .hubConfiguration && finding.confidence == .certain)
        #expect(finding.location.culprit == .file("deployment.json", line: line))
        #expect(finding.summary.english.contains("camera"))
        let path = line == 9 ? "runtime.settings.registryCredentials" : "modules.camera.settings.image"
        #expect(finding.location.text?.english == "in deployment.json, line \(line), under $edgeAgent: \(path)")
    }

    @Test func `the runtime's own modules have their place in the manifest`() {
        #expect(
            DeploymentMember.ofModule("edgeHub", .environment).path.english == "systemModules.edgeHub.env")
        #expect(
            DeploymentMember.ofModule("edgeAgent", .options).path.english
                == "systemModules.edgeAgent.settings.createOptions")
    }

    @Test func `403 whatever is asked for is the registry's firewall`() throws {
        let survey = try survey { ($0.tokenStatus, $0.status, $0.unscopedStatus) = (403, nil, 403) }
        let finding = try #require(Diagnosis(of: survey).findings.first)
        #expect(finding.cause == .registryDenied && finding.summary.english.contains("firewall"))
    }

    @Test func `without credentials a private image is wanting some`() throws {
        let survey = try survey(account: nil) { ($0.tokenStatus, $0.status) = (401, nil) }
        let diagnosis = Diagnosis(of: survey)
        #expect(diagnosis.findings.map(\.cause) == [.registryForbidden] && diagnosis.verdict == .blocked)
    }

    @Test func `credentials that are still to be filled in leave it open`() throws {
        for isTemplate in [false, true] {
            let survey = try survey(account: .placeholder, isTemplate: isTemplate) {
                ($0.tokenStatus, $0.status) = (401, nil)
            }
            let diagnosis = Diagnosis(of: survey)
            #expect(diagnosis.verdict == .inconclusive && diagnosis.findings.map(\.cause) == [.deploymentPlaceholder])
            #expect(diagnosis.findings.map(\.severity) == [isTemplate ? .info : .warning])
        }
    }

    @Test func `an image for other processors only`() throws {
        let arm = ImagePlatform(system: "linux", architecture: "arm64", variant: "v8")
        let ofIndex = try survey {
            ($0.offered, $0.chosen, $0.chosenStatus, $0.built) = ([arm].compactMap(\.self), nil, nil, nil)
        }
        let single = try survey { ($0.offered, $0.chosen, $0.chosenStatus, $0.built) = (nil, nil, nil, arm) }
        for survey in [ofIndex, single] {
            let diagnosis = Diagnosis(of: survey)
            #expect(diagnosis.findings.map(\.cause) == [.deploymentPlatformMissing] && diagnosis.verdict == .blocked)
        }
    }

    @Test(arguments: [429, 500, nil]) func `what was not answered is not known`(status: Int?) throws {
        let diagnosis = Diagnosis(of: try survey { $0.status = status })
        #expect(diagnosis.verdict == .inconclusive)
        #expect(diagnosis.findings.map(\.cause) == (status == 429 ? [.registryLimited] : []))
    }

    @Test func `two modules at one port`() throws {
        func bound(_ name: LocalText, _ address: String? = nil, isDatagram: Bool = false) -> DeploymentEvidence.Module {
            var module = DeploymentEvidence.Module(name: name)
            let binding = PortBinding(port: 8080, address: address.flatMap { IPAddress($0) })
            module.bindings = [DeploymentEvidence.Binding(binding, isDatagram: isDatagram)]
            return module
        }
        func causes(_ modules: [DeploymentEvidence.Module]) throws -> [Cause] {
            Diagnosis(of: try survey { $0.modules += modules }).findings.map(\.cause)
        }
        #expect(try causes([bound("a"), bound("b")]) == [.deploymentPortCollision])
        #expect(try causes([bound("a"), bound("b"), bound("c")]) == [.deploymentPortCollision])
        #expect(try causes([bound("a"), bound("b", "10.0.0.1")]) == [.deploymentPortCollision])
        #expect(try causes([bound("a", "10.0.0.2"), bound("b", "10.0.0.1")]).isEmpty)
        #expect(try causes([bound("a"), bound("b", isDatagram: true)]).isEmpty)
        #expect(try causes([bound("a", "::"), bound("b", "10.0.0.1")]).isEmpty)
        #expect(try causes([bound("a", "::"), bound("b", "::1")]) == [.deploymentPortCollision])
        #expect(try causes([bound("a"), bound("b", "::1")]) == [.deploymentPortCollision])
        var onIPv4 = bound("b")
        onIPv4.bindings = onIPv4.bindings.map {
            DeploymentEvidence.Binding($0.binding, isDatagram: false, isOfIPv4: true)
        }
        #expect(try causes([bound("a", "::"), onIPv4]).isEmpty)
        #expect(try causes([bound("a", "10.0.0.1"), onIPv4]) == [.deploymentPortCollision])
        // One module that wants it twice does not start by itself.
        var twice = bound("a")
        twice.bindings += twice.bindings
        #expect(try causes([twice]) == [.deploymentPortCollision])
        var stopped = bound("b")
        stopped.isStopped = true
        #expect(try causes([bound("a"), stopped]).isEmpty)
    }

    /// With a change of the deployment alone.
    private func survey(_ change: (inout DeploymentEvidence) -> Void) throws -> Survey {
        try survey(deployment: change)
    }

    @Test func `a module that starts through a shell is information`() throws {
        let survey = try survey(image: { $0.start = .shell })
        let diagnosis = Diagnosis(of: survey)
        #expect(diagnosis.verdict == .ready && diagnosis.findings.map(\.cause) == [.deploymentShellEntrypoint])
        #expect(diagnosis.findings.map(\.severity) == [.info])
        let replaced = try self.survey(image: { $0.start = .shell }) { $0.modules[1].start = .program }
        #expect(Diagnosis(of: replaced).findings.isEmpty)
    }

    @Test(
        arguments: [
            (.absent, .program, .shell, false), (.absent, .shell, .shell, true), (.program, .shell, .shell, false),
            (.shell, .program, .program, true), (.shellWithoutScript, .program, .shell, true),
            (.shellWithoutScript, .program, .program, false),
        ] as [(ImageEntrypoint, ImageStart, ImageStart, Bool)])
    func `another command of the options' is the image's entrypoint's`(
        entrypoint: ImageEntrypoint, command: ImageStart, inShell: ImageStart, isShell: Bool
    ) throws {
        let survey = try survey(image: { ($0.start, $0.entrypoint) = (.shell, entrypoint) }) {
            ($0.modules[1].command, $0.modules[1].commandInShell) = (command, inShell)
        }
        #expect(Diagnosis(of: survey).findings.isEmpty == !isShell)
    }

    @Test func `logs bear witness to what the registry and the options show`() throws {
        func told(_ survey: Survey, _ code: LogCode, _ change: (inout LogSighting) -> Void) -> [Finding] {
            Diagnosis(of: survey.told(code, by: LogSpeaker(.daemon, "aziot-edged"), in: .journal, change)).findings
        }
        let shell = try survey(image: { $0.start = .shell })
        let found = told(shell, .moduleNotFound) { $0.module = "camera" }
        #expect(found.map(\.cause) == [.deploymentShellEntrypoint] && found.map(\.severity) == [.warning])
        #expect(
            Set(told(shell, .moduleNotFound) { $0.module = "press" }.map(\.cause)) == [
                .deploymentShellEntrypoint, .logModule404,
            ])

        let missing = try survey(image: { ($0.status, $0.chosenStatus) = (404, nil) })
        func named(_ image: String) -> [Cause] {
            told(missing, .imageMissing) { ($0.registry, $0.image) = (Self.acr, WireText(image)) }.map(\.cause)
        }
        #expect(named("plant.azurecr.io/camera:1.4") == [.deploymentImageMissing])
        #expect(Set(named("plant.azurecr.io/camera:1.5")) == [.deploymentImageMissing, .logImage404])
    }

    @Test func `images that an index names no platform of are judged by what they are built for`() throws {
        let arm = ImagePlatform(system: "linux", architecture: "arm", variant: "v7")
        func unnamed(_ built: ImagePlatform?) throws -> Diagnosis {
            Diagnosis(
                of: try survey { ($0.offered, $0.chosen, $0.hasUnnamedPlatforms, $0.built) = ([], nil, true, built) })
        }
        #expect(try unnamed(Self.linux).findings.isEmpty && unnamed(nil).findings.isEmpty)
        #expect(try unnamed(arm).findings.map(\.cause) == [.deploymentPlatformMissing])
    }

    @Test(
        arguments: [
            (1 << 30, "x86_64", true), (2 << 30, "x86_64", false), (4 << 30, "armv7l", true),
            (4 << 30, "aarch64", false),
        ] as [(UInt64, LocalText, Bool)])
    func `a small device wants a setting on edgeHub`(memory: UInt64, machine: LocalText, isSmall: Bool) throws {
        var runtime = RuntimeEvidence()
        (runtime.memory, runtime.architecture) = (memory, machine)
        let survey = try survey().adding(ReadRuntime.self, about: Device(), runtime)
        // The survey's device has no engine, which is no matter here.
        func causes(_ survey: Survey) -> [Cause] {
            Diagnosis(of: survey).findings.map(\.cause).filter { $0 != .containerEngineAbsent }
        }
        #expect(causes(survey) == (isSmall ? [.deploymentSmallDevice] : []))
        let told = try self.survey { $0.modules[0].optimizesForPerformance = false }
            .adding(ReadRuntime.self, about: Device(), runtime)
        #expect(causes(told).isEmpty)
    }

    @Test func `a port that a program holds keeps its module from starting`() throws {
        let port = LocalPort(PortBinding(port: 8080))
        var taken = PortEvidence()
        taken.listeners = [.init(address: .anyV4, userID: 0, holders: [.init(pid: 7, name: "nginx")])]
        let survey = try survey {
            $0.modules[1].bindings = [DeploymentEvidence.Binding(port.binding, isDatagram: false)]
        }.adding(CheckModulePort.self, about: port, taken)
        let diagnosis = Diagnosis(of: survey)
        #expect(diagnosis.findings.map(\.cause) == [.hostPortConflict] && diagnosis.verdict == .blocked)
        #expect(diagnosis.findings.first?.summary.english.contains("camera") == true)
        var own = taken
        own.container = "camera"
        #expect(Diagnosis(of: survey.adding(CheckModulePort.self, about: port, own)).findings.isEmpty)
    }

    @Test func `a proxy of the device that edgeHub is not given`() throws {
        var configuration = ConfigurationEvidence()
        configuration.proxies = [
            .init(
                place: .engineService, file: "/etc/systemd/system/docker.service.d/proxy.conf",
                proxy: Places.proxyAddress,
                scheme: "http", hasCredentials: false, variant: 1)
        ]
        let plain = try survey().adding(ReadConfiguration.self, about: Device(), configuration)
        #expect(Diagnosis(of: plain).findings.isEmpty)
        let overWebSocket = plain.asking { $0.upstream = .amqpOverWebSocket }
        #expect(Diagnosis(of: overWebSocket).findings.map(\.cause) == [.proxyEnvMismatch])
        let given = try survey { $0.modules[0].proxy = Places.proxyAddress }
            .adding(ReadConfiguration.self, about: Device(), configuration).asking { $0.upstream = .amqpOverWebSocket }
        #expect(Diagnosis(of: given).findings.isEmpty)
    }
}
