import ProbeCore
import ProbeEvidence
import ProbeFindings

/// Remedies for files of this device that their owners do not take as they stand.
extension Prescription {
    var configMalformed: [Remedy] {
        if finding.owner == .hubConfiguration { return [repairDeployment] }
        if let place, place.path.description.contains("/certs.d/") { return [completeCertificates] }
        guard let place, place.path.description != ConfigurationFile.edge else {
            return [
                remedy(
                    .repairConfiguration, "Correct the IoT Edge configuration file.",
                    [
                        """
                        It is TOML: text stands in quotation marks, and each name is given once. The command says what it \
                        still cannot read, and restarts IoT Edge once there is nothing left.
                        """
                    ], [Remedy.Command(.shell, "iotedge config apply")])
            ]
        }
        if place.path.description == ConfigurationFile.oldEdge {
            return [
                remedy(
                    .repairConfiguration, "Correct the IoT Edge configuration file, and restart IoT Edge.",
                    [
                        """
                        It is YAML: members of one level stand in one column, indented with spaces and never with tabs. The \
                        command shows the lines with tabs, and restarts IoT Edge once there are none.
                        """
                    ],
                    [
                        Remedy.Command(
                            .shell,
                            """
                            grep -n "$(printf '\\t')" /etc/iotedge/config.yaml ||
                            systemctl restart iotedge
                            """)
                    ])
            ]
        }
        return [
            remedy(
                .repairEngineFile, "Correct the engine's file, and restart the engine.",
                [Self.advice(place.problem)],
                Shell.isPath(place.path.description) ? [Remedy.Command(.shell, engineRepair(place))] : [])
        ]
    }

    private var completeCertificates: Remedy {
        remedy(
            .repairEngineFile, "Put the other half beside the file, or take the file away.",
            [
                """
                A client's certificate NAME.cert and its key NAME.key go together; the certificate of the registry's authority \
                is called NAME.crt. The engine reads the folder at each pull: nothing has to be started again.
                """
            ])
    }

    private var place: FilePlace? {
        guard case .file(let place)? = finding.location.culprit else { return nil }
        return place
    }

    private static func advice(_ problem: SyntaxProblem?) -> Sentence {
        switch problem {
        case .byteOrderMark: "Engines before version 23 do not take the mark that some editors put before the text."
        case .givenTwice:
            """
            The unit's ExecStart= sets the option already, and the engine takes it from one place only: take it out of the \
            file, or out of ExecStart= with a drop-in.
            """
        case .unknownMember, .misspelt, .newerMember:
            "The engine takes no option that it does not know, and knows each by one spelling only."
        case .unfit: "Lists stand in brackets, texts in quotation marks, and numbers, true and false without them."
        default:
            """
            It is JSON: no comments, no comma behind the last member, names and texts in quotation marks of the double kind.
            """
        }
    }

    private func engineRepair(_ place: FilePlace) -> String {
        let path = Shell.quoted(place.path.description)
        var lines: [String] = []
        switch place.problem {
        case .byteOrderMark:
            lines.append(
                Change(
                    where: "head -c 3 \(path) |\n  grep -q \"$(printf '\\357\\273\\277')\"",
                    "sed -i '1s/^\\xEF\\xBB\\xBF//' \(path)"
                ).text)
        case .givenTwice:
            guard let member = place.member?.description else { break }
            lines.append(DaemonFile.removing(member, from: place.path.description))
        default: break
        }
        lines.append(
            """
            if dockerd --help | grep -q -e --validate; then
              dockerd --validate --config-file=\(path)
            else
              python3 -m json.tool \(path) >/dev/null
            fi
            """)
        lines.append(DaemonFile.restart(of: place.path.description))
        return lines.joined(separator: "\n")
    }

    /// Doubles the percent signs of an assignment; twice over it changes nothing more.
    var ignoredAssignment: [Remedy] {
        guard let place, Shell.isPath(place.path.description), let reason = place.ignored, let line = place.line else {
            return []
        }
        let lines = place.lastLine.map { $0 == line ? "\(line)" : "\(line),\($0)" } ?? "\(line)"
        let edit: String?
        let advice: Sentence
        switch reason {
        case .specifier, .replaced:
            edit = "\(lines)s/%%/%/g; \(lines)s/%/%%/g"
            advice = "In a unit's file a percent sign is written twice; in a file that EnvironmentFile= names, once."
        case .export:
            edit = "\(lines)s/^[[:space:]]*export[[:space:]]*//"
            advice = """
                A file that EnvironmentFile= names is no shell script: each line is a name, an equals sign and a value.
                """
        case .quote:
            edit = nil
            advice = """
                Put one pair of quotation marks around the whole assignment: Environment="https_proxy=http://PROXY:PORT"
                """
        case .escape:
            edit = nil
            advice =
                "In a unit's file a backslash is written twice, or as %5C in a URL, with its percent sign twice: %%5C."
        case .name:
            edit = nil
            advice = """
                A variable's name has letters, digits and underscores, and no blank stands before its equals sign.
                """
        }
        let path = Shell.quoted(place.path.description)
        return [
            remedy(
                .repairAssignment, "Write the assignment as systemd takes it, and restart what it is for.", [advice],
                [
                    Remedy.Command(
                        .systemd,
                        (edit.map { ["sed -i \(Shell.quoted($0)) \\\n  \(path)"] } ?? []).joined()
                            + (edit == nil ? "" : "\n")
                                + """
                                systemctl daemon-reload
                                \(Shell.restart(ofRunning: "\(engineUnit) aziot-identityd aziot-edged iotedge"))
                                """)
                ])
        ]
    }
}
