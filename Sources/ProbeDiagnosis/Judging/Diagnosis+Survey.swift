package import ProbeCore
package import ProbeFindings

extension Diagnosis {
    /// Judges a survey: a pure function, the same for a run of this minute and for a recording of last month.
    package init(of survey: Survey) {
        let scene = Scene(of: survey)
        let (findings, residue) = Rulebook.judgement(of: scene)
        let rows = NeededRow.all(in: scene)
        let verdict = Verdict(rows: rows, findings: findings, in: scene.assignment)
        let sentence = VerdictSentence(verdict: verdict, rows: rows, findings: findings, scene: scene)
        self.init(
            verdict: verdict, summary: sentence.sentence, transports: Transports(of: scene).states, findings: findings)
        unexplained = residue.traces.map { Unexplained($0.observation, from: $0.vantage, $0.shows) }
        coverage = Coverage(of: rows, in: scene)
        picture = Picture(of: self, in: scene)
    }
}

extension Diagnosis.Coverage {
    fileprivate init(of rows: [NeededRow], in scene: Scene) {
        let used = scene.needs.all.flatMap(\.endpoints).filter { $0.service == .hub }.map(\.transport).uniqued
        self.init(
            transports: Transport.allCases.filter(used.contains), vantages: scene.vantages,
            gaps: rows.filter { $0.state == .unknown }.map { row in
                Gap(row.title(in: scene.assignment), from: row.vantage)
            })
    }
}

extension NeededRow {
    /// What is needed, as a noun.
    fileprivate func title(in assignment: Assignment) -> Sentence {
        switch matter {
        case .need(let need): need.title(in: assignment)
        case .missingVantage: vantage == .host ? "HTTPS to the hub" : "the way to the hub"
        case .unknownUse: "whether modules run there"
        case .images: "the deployment's images"
        case .resolvers: "the deployment's own resolvers"
        case .clock: "a right clock"
        case .hostname: "a name that IoT Edge takes"
        case .port(let port): "port \(port) of this device"
        }
    }
}
