@testable import ProbeConfiguration
import ProbeCore
import ProbeEvidence
import Testing

/// Manifests in the shapes that the portal, the command line of Azure, the VS Code extension and people write.
struct DeploymentManifestTests {
    private static let parent = HostName("parent.plant.example")

    private func manifest(_ text: String, file: LocalText = "deployment.json", parent: HostName? = nil) throws
        -> DeploymentManifest
    {
        try DeploymentManifest(Array(text.utf8), file: file, parent: parent)
    }

    @Test func `a complete deployment`() throws {
        let manifest = try manifest(Shapes.complete)
        let evidence = manifest.evidence
        #expect(evidence.modules.map(\.name) == ["edgeAgent", "edgeHub", "camera", "idle"])
        #expect(manifest.images.map(\.image.repository) == ["azureiotedge-agent", "azureiotedge-hub", "vision/camera"])
        #expect(manifest.images.last?.credentials == Credentials(user: "plant", password: "pässword"))
        #expect(manifest.images.first?.credentials == nil)
        #expect(manifest.registries.map(\.description) == ["mcr.microsoft.com", "plant.azurecr.io"])
        #expect(manifest.upstream == .amqpOverWebSocket)
        #expect(
            manifest.edgeHubBindings
                == [5671, 8883, 443].map { PortBinding(port: $0) }.sorted { "\($0.port)" < "\($1.port)" })
        #expect(manifest.moduleBindings == [PortBinding(port: 8080, address: IPAddress("10.1.2.3"))])
        #expect(evidence.module("camera")?.resolvers == [IPAddress("10.1.0.53")].compactMap(\.self))
        #expect(evidence.module("edgeHub")?.optimizesForPerformance == false)
        #expect(evidence.module("idle")?.isStopped == true && evidence.running.count == 3)
        #expect(manifest.proxy?.address.description == "proxy.plant.example:3128")
        #expect(evidence.module("camera")?.image?.line == 23 && evidence.accounts.first?.line == 9)
        #expect(evidence.accounts.map(\.isUsed) == [true] && !evidence.isTemplate && evidence.unusable == nil)
    }

    @Test(
        arguments: [
            ("http://u:pa$s@p.example:1", "p.example:1"), ("$PROXY", nil), ("http://${PROXY}", nil),
            ("socks5://p.example:1", nil),
        ] as [(String, String?)])
    func `proxies of modules`(url: String, address: String?) throws {
        let text = Shapes.module(image: "a/b").replacing(
            #""type""#, with: #""env": {"HTTPS_PROXY": {"value": "\#(url)"}}, "type""#)
        let module = try #require(try manifest(text).evidence.modules.first)
        #expect(module.proxy?.description == address)
    }

    @Test(arguments: ["", #""image": """#, #""image": null"#])
    func `a module without an image in a complete deployment is one that nothing can be made of`(image: String) throws {
        let text = Shapes.complete.replacing(
            #""image": "plant.azurecr.io/vision/camera:1.4.2","#, with: image + (image.isEmpty ? "" : ","))
        let evidence = try manifest(text).evidence
        #expect(evidence.module("camera")?.image?.state == .unusable)
        #expect(evidence.unusable?.map(\.member) == ["modules.camera.settings.image"])
    }

    @Test func `a complete deployment without edgeHub lacks its image, and says nothing of its ports`() throws {
        let text = Shapes.complete.replacing(#""edgeHub": { "type""#, with: #""other": { "type""#)
        let manifest = try manifest(text)
        #expect(manifest.evidence.module("edgeHub")?.image?.state == .unusable && manifest.edgeHubBindings == nil)
    }

    @Test func `createOptions that are no JSON say nothing of ports`() throws {
        let text = Shapes.complete.replacing(#"\"443\"}]}}}""#, with: #"\"443\"""#)
        let manifest = try manifest(text)
        #expect(manifest.evidence.unusable?.map(\.kind) == [.containerOptions] && manifest.edgeHubBindings == nil)
    }

    @Test func `what a template has yet to fill in is kept apart`() throws {
        let manifest = try manifest(Shapes.template, file: "deployment.template.json")
        #expect(manifest.evidence.isTemplate && manifest.evidence.accounts.map(\.state) == [.placeholder])
        #expect(manifest.evidence.module("filter")?.image?.state == .placeholder)
        #expect(manifest.images.map(\.image.repository) == ["azureiotedge-hub"])
        #expect(manifest.secrets.isEmpty)
        // As an object, which the extension makes a text of.
        #expect(manifest.edgeHubBindings?.map(\.port) == [443])
    }

    @Test func `a layered deployment has its branches under their own names`() throws {
        let manifest = try manifest(Shapes.layered)
        #expect(manifest.evidence.modules.map(\.name) == ["camera", "gauge"])
        #expect(manifest.images.map(\.image.reference) == ["2.0", "1"])
        #expect(manifest.images.first?.credentials?.user == "robot")
        #expect(manifest.edgeHubBindings == nil && manifest.evidence.module("camera")?.line == 4)
    }

    @Test func `options in pieces are one text`() throws {
        let manifest = try manifest(Shapes.inPieces)
        #expect(manifest.edgeHubBindings?.map(\.port) == [443, 5671, 8883])
    }

    @Test(arguments: [
        (#"{"HostConfig":"#, UnusableValue.Kind.containerOptions), ("[]", .containerOptions),
        (#"{"HostConfig":{"PortBindings":{"1/tcp":[{"HostPort":"high"}]}}}"#, .port),
        (#"{"HostConfig":{"PortBindings":{"1/tcp":[{"HostPort":"99999"}]}}}"#, .port),
        (#"{"HostConfig":{"PortBindings":{"1/tcp":[{"HostPort":"1","HostIp":"eth0"}]}}}"#, .address),
        (#"{"HostConfig":{"Dns":["resolver.example"]}}"#, .address),
    ])
    func `options that no engine takes are said with their line`(options: String, kind: UnusableValue.Kind) throws {
        let manifest = try manifest(Shapes.module(image: "a/b", options: options))
        #expect(manifest.evidence.unusable?.map(\.kind) == [kind] && manifest.evidence.unusable?.first?.line == 3)
    }

    @Test func `a port of the container is kept beside the device's`() throws {
        let options = #"{"HostConfig":{"PortBindings":{"443/tcp":[{"HostPort":"8443"}]}}}"#
        let binding = try manifest(Shapes.module(image: "a/b", options: options)).evidence.modules.first?.bindings.first
        #expect(binding?.containerPort == 443 && binding?.binding.port == 8443)
    }

    @Test(arguments: ["80/tcp", "80/udp", "80/sctp"])
    func `ports that the engine chooses are nobody's`(port: String) throws {
        for place in [
            #"{}"#, #"{"HostPort":""}"#, #"{"HostPort":"0"}"#, #"{"HostPort":"8000-8010"}"#, #"{"HostPort":"$PORT"}"#,
        ] {
            let text = Shapes.module(
                image: "a/b", options: #"{"HostConfig":{"PortBindings":{"\#(port)":[\#(place)]}}}"#)
            let manifest = try manifest(text)
            #expect(manifest.evidence.modules.first?.bindings.isEmpty == true && manifest.evidence.unusable == nil)
        }
    }

    @Test(arguments: [
        #"{'HostConfig':{'PortBindings':{'80/tcp':[{'HostPort':'8080'}]}}}"#,
        #"{/* ports */"HostConfig":{"PortBindings":{"80/tcp":[{"HostPort":"8080"},]}} /* "all" */}"#,
        #"{HostConfig:{PortBindings:{"80/tcp":[{HostPort:8080}]}}}"#,
        #"{"hostConfig":{"portBindings":{"80/tcp":[{"hostPort":"8080"}]}}}"#,
    ])
    func `options are whatever Newtonsoft's parser takes`(options: String) throws {
        let manifest = try manifest(Shapes.module(image: "a/b", options: options))
        #expect(manifest.moduleBindings.map(\.port) == [8080] && manifest.evidence.unusable == nil, "\(options)")
    }

    @Test(
        arguments: [
            (#""Entrypoint":["/bin/sh","-c"],"Cmd":["python app.py"]"#, .shell),
            (#""Entrypoint":["bash","-lc","python app.py"]"#, .shell),
            (#""Entrypoint":["/usr/bin/env","LANG=C","bash","-e","-o","pipefail","-c","python app.py"]"#, .shell),
            (#""Entrypoint":["sh","-c","docker exec press; python app.py"]"#, .shell),
            (#""Entrypoint":["sh","-c","exec 2>&1; python app.py"]"#, .shell),
            (#""Entrypoint":["sh","-c","cd /app && LANG=C exec python app.py"]"#, .program),
            (#""Entrypoint":["sh","-c"],"Cmd":["exec python app.py"]"#, .program),
            (#""Entrypoint":["python"],"Cmd":["sh","-c","x"]"#, .program), (#""entrypoint":["sh","-c","x"]"#, .shell),
            (#""Cmd":["sh","-c","x"]"#, nil),
        ] as [(String, ImageStart?)])
    func `what options start`(members: String, start: ImageStart?) throws {
        let manifest = try manifest(Shapes.module(image: "a/b", options: "{\(members)}"))
        #expect(manifest.evidence.modules.first?.start == start)
    }

    @Test(arguments: [
        "#{PASSWORD}#", "{{ .Values.password }}", "__PASSWORD__", "%PASSWORD%", "<PASSWORD>", "${PASSWORD}",
        "$PASSWORD",
    ])
    func `credentials that another tool fills in are not sent`(password: String) throws {
        let manifest = try manifest(Shapes.complete.replacing("pässword", with: password))
        #expect(manifest.evidence.accounts.map(\.state) == [.placeholder], "\(password)")
        #expect(manifest.images.allSatisfy { $0.credentials == nil }, "\(password)")
    }

    @Test(arguments: ["a<b>c", "50%off%", "__", "{{", "#1#2#", "p$1"])
    func `passwords may look a little like it`(password: String) throws {
        let manifest = try manifest(Shapes.complete.replacing("pässword", with: password))
        #expect(manifest.evidence.accounts.map(\.state) == [.given], "\(password)")
    }

    @Test(arguments: ["ModulesContent", "modulescontent"])
    func `names of the shell around the twins are in any case`(name: String) throws {
        #expect(try manifest(Shapes.complete.replacing("modulesContent", with: name)).evidence.modules.count == 4)
    }

    @Test(
        arguments: [
            (#"{"HostConfig":{"NetworkMode":"host"}}"#, "", [443, 5671, 8883, 9600]),
            (#"{"NetworkingConfig":{"EndpointsConfig":{"host":{}}}}"#, "", [443, 5671, 8883, 9600]),
            (#"{"HostConfig":{"NetworkMode":"host"}}"#, #""HttpSettings__Enabled": { "value": false }"#, [5671, 8883]),
            (
                #"{"HostConfig":{"NetworkMode":"host"}}"#,
                #""MqttSettings__Port": { "value": 18883 }, "MetricsEnabled": { "value": "false" }"#,
                [443, 5671, 18883]
            ), (#"{"HostConfig":{"NetworkMode":"bridge"}}"#, "", []),
        ] as [(String, String, [UInt16])])
    func `on the host's network edgeHub has its own ports`(options: String, environment: String, ports: [UInt16]) throws
    {
        let text = """
            { "modulesContent": { "$edgeAgent": { "properties.desired": { "systemModules": { "edgeHub": {
              "env": { \(environment) },
              "settings": { "image": "mcr.microsoft.com/azureiotedge-hub:1.5", "createOptions": \(options) } } } } } } }
            """
        #expect(try manifest(text).edgeHubBindings?.map(\.port) == ports)
    }

    @Test func `on the host's network nothing is published`() throws {
        let options = #"{"HostConfig":{"NetworkMode":"host","PortBindings":{"80/tcp":[{"HostPort":"80"}]}}}"#
        #expect(try manifest(Shapes.module(image: "a/b", options: options)).moduleBindings.isEmpty)
    }

    @Test(arguments: [
        ("$upstream:443/camera:1", DeploymentEvidence.Image.State.named), ("${MODULES.camera}", .placeholder),
        ("$REGISTRY/camera:1", .placeholder), ("plant.azurecr.io/camera:${TAG}", .placeholder),
        ("localhost:5000/camera:1", .onThisDevice),
        ("127.0.0.1:5000/camera:1", .onThisDevice), ("10.1.0.5:5000/camera:1", .atAddress),
        ("10.1.0.5/camera", .atAddress), ("plant.azurecr.io/Camera:1", .refused), ("plant.azurecr.io/a b", .refused),
        ("https://plant.azurecr.io/camera:1", .refused), ("plant.azurecr.io/camera:", .unusable),
        ("plant.azurecr.io/camera@sha256:\(String(repeating: "ab", count: 32))", .named), ("camera", .named),
        (" camera:1 ", .named), ("<registry>/camera:1", .placeholder),
        ("plant.azurecr.io/camera:#{TAG}#", .placeholder),
        ("{{ registry }}/camera", .placeholder), ("%REGISTRY%/camera:1", .placeholder),
        ("__REGISTRY__/camera", .placeholder),
        ("plant.azurecr.io/a__b/c__d:1", .named),
    ])
    func `names of images`(text: String, state: DeploymentEvidence.Image.State) throws {
        let manifest = try manifest(Shapes.module(image: text), parent: Self.parent)
        #expect(manifest.evidence.modules.first?.image?.state == state)
        #expect(manifest.images.count == (state == .named ? 1 : 0))
        let first = manifest.images.first?.image.registry.description
        if text.hasPrefix("$upstream") { #expect(first == "parent.plant.example") }
    }

    @Test func `without a parent nobody is asked for what it has`() throws {
        let manifest = try manifest(Shapes.module(image: "$upstream:443/camera:1"))
        #expect(manifest.evidence.modules.first?.image?.state == .atUnknownParent && manifest.images.isEmpty)
    }

    @Test(arguments: [
        ("plant.azurecr.io/camera:1", "plant.azurecr.io", true),
        ("Plant.azurecr.io/camera:1", "plant.AZURECR.io", true),
        ("plant.azurecr.io/camera:1", "https://plant.azurecr.io", false),
        ("plant.azurecr.io/camera:1", "plant.azurecr.io/", false),
        ("plant.azurecr.io:443/camera:1", "plant.azurecr.io", false),
        ("somebody/camera:1", "https://index.docker.io/v1/", true),
        ("camera:1", "https://index.docker.io/v1/", false),
    ])
    func `credentials are for images whose name begins with their address`(image: String, address: String, isFor: Bool)
        throws
    {
        let manifest = try manifest(Shapes.module(image: image, account: (address, "user", "password")))
        #expect((manifest.images.first?.credentials != nil) == isFor)
        #expect(manifest.evidence.accounts.map(\.isUsed) == [isFor])
    }

    @Test(arguments: [
        ("$CONTAINER_REGISTRY_USERNAME_plant", "x", DeploymentEvidence.Account.State.placeholder),
        ("user", "${PASSWORD}", .placeholder),
        ("user", "$PASSWORD", .placeholder), ("user", "<password>", .placeholder), ("", "x", .incomplete),
        ("user", "", .incomplete),
        ("$oauthtoken", "nvapi-x", .given), ("user", "a$b+c/d=", .given), ("user", "$$", .given),
    ])
    func `placeholders are no credentials`(user: String, password: String, state: DeploymentEvidence.Account.State)
        throws
    {
        let manifest = try manifest(
            Shapes.module(image: "plant.azurecr.io/camera:1", account: ("plant.azurecr.io", user, password)))
        #expect(manifest.evidence.accounts.map(\.state) == [state])
        #expect((manifest.images.first?.credentials == nil) == (state != .given))
    }

    @Test func `an image that is never pulled is not asked for`() throws {
        let text = Shapes.module(image: "a/b").replacing(#""type""#, with: #""imagePullPolicy": "never", "type""#)
        let manifest = try manifest(text)
        #expect(manifest.evidence.modules.first?.image?.state == .neverPulled && manifest.images.isEmpty)
    }

    @Test func `what is beyond the bounds is counted`() throws {
        let ports = (1...200).map { #""\#($0)/tcp":[{"HostPort":"\#($0)"}]"# }.joined(separator: ",")
        let options = #"{\"HostConfig\":{\"PortBindings\":{"# + ports.replacing("\"", with: "\\\"") + "}}}"
        let modules = (1...200).map { number in
            #""m\#(number)":{"type":"docker","settings":{"image":"r.example/m\#(number):1","createOptions":"\#(number == 1 ? options : "")"}}"#
        }
        let manifest = try manifest(
            #"{"modulesContent":{"$edgeAgent":{"properties.desired":{"modules":{"# + modules.joined(separator: ",")
                + "}}}}}")
        let leftOut = Dictionary(uniqueKeysWithValues: (manifest.evidence.leftOut ?? []).map { ($0.list, $0.count) })
        #expect(leftOut == [.modules: 72, .images: 64, .publishedPorts: 72])
        #expect(manifest.images.count == 64 && manifest.moduleBindings.count == 128)
    }

    @Test(
        arguments: [
            ("{\n  \"modulesContent\": {\n    // all modules\n", SyntaxProblem.comment, 3, 5),
            ("{\"a\": 1,}", .comma, 1, 9),
            ("{\"ä\": 'x'}", .value, 1, 7), ("", .empty, nil, 1), ("{}{}", .trailing, 1, 3),
        ] as [(String, SyntaxProblem, Int?, Int)])
    func `a malformed file is told with line and column`(text: String, problem: SyntaxProblem, line: Int?, column: Int)
        throws
    {
        do throws(DeploymentManifest.Malformed) {
            _ = try DeploymentManifest(Array(text.utf8), file: "x", parent: nil)
            Issue.record("it was taken")
        } catch {
            #expect(error == DeploymentManifest.Malformed(problem: problem, line: line, column: column))
        }
    }

    @Test(arguments: [
        "{}", "[]", "1", #"{"modulesContent":{}}"#, #"{"modulesContent":{"$edgeHub":{"properties.desired":{}}}}"#,
        #"{"modulesContent":{"$edgeAgent":{}}}"#, #"{"modulesContent":{"$edgeAgent":{"properties":1}}}"#,
        #"{"properties":{"desired":{"modules":{}}}}"#,
    ])
    func `JSON of something else is no manifest`(text: String) {
        #expect(throws: DeploymentManifest.Malformed(problem: nil, line: nil, column: nil)) {
            try DeploymentManifest(Array(text.utf8), file: "x", parent: nil)
        }
    }

    @Test func `a byte order mark is passed over`() throws {
        let bytes = [0xef, 0xbb, 0xbf] + Array(Shapes.layered.utf8)
        #expect(try DeploymentManifest(bytes, file: "x", parent: nil).images.count == 2)
    }
}

extension HostName {
    fileprivate init?(_ text: String) { try? self.init(validating: text) }
}
