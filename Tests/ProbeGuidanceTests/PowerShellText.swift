/// Text for PowerShell as far as the guide goes: commands with parameters, pipelines, assignments, foreach, hash tables.
struct PowerShellText {
    /// What there is to object to; nothing where each command is known and has the parameters that it is given.
    let problems: [String]

    /// The parameters that the guide uses, as Microsoft documents them.
    private static let cmdlets: [String: Set<String>] = [
        "Connect-EflowVm": [], "Get-EflowVm": [], "Get-EflowLogs": [], "Get-EflowVmEndpoint": [], "Stop-EflowVm": [],
        "Start-EflowVm": [], "Invoke-EflowVmCommand": [], "Set-EflowVmDNSServers": ["vendpointName", "dnsServers"],
        "Get-Service": ["Name"], "Restart-Service": ["Force"], "Stop-Service": ["NoWait"], "Start-Service": [],
        "Set-Service": ["StartupType"], "Start-Sleep": [], "Restart-Computer": ["Confirm"],
        "Get-WinEvent": ["FilterHashtable", "ErrorAction", "ProviderName", "MaxEvents"], "Sort-Object": [],
        "Format-Table": ["AutoSize", "Wrap"], "Format-List": [], "Out-File": ["Encoding"], "Select-Object": ["First"],
        "Where-Object": [], "Select-String": ["Path", "Pattern"], "Test-Path": [], "Read-Host": [],
        "New-Item": ["Path", "Force"], "New-ItemProperty": ["Path", "Name", "Force", "PropertyType", "Value"],
        "Get-NetRoute": ["DestinationPrefix"], "Get-NetNat": [], "Get-NetIPInterface": ["AddressFamily"],
        "Set-NetIPInterface": ["InterfaceAlias", "NlMtuBytes"], "Get-NetTCPConnection": ["State", "LocalPort"],
        "Test-NetConnection": ["Port"], "Get-CimInstance": [],
        "Import-Certificate": ["FilePath", "CertStoreLocation"],
    ]

    /// Programs, which have options of their own.
    private static let programs: Set = ["docker", "iotedge", "notepad", "netsh", "w32tm", "icacls"]

    private enum Token: Equatable {
        case word(String)
        case string
        case open(String)
        case close(Character)
        /// A command begins behind it.
        case pipe
        case assignment
        /// A comma or an operator: the statement goes on.
        case joint
        case end
    }

    init(_ text: String) {
        guard let tokens = Self.tokens(text) else {
            problems = ["a quotation mark that nothing closes"]
            return
        }
        var problems: [String] = []
        var brackets: [String] = []
        var command: String?
        var isAtStart = true
        for (index, token) in tokens.enumerated() {
            switch token {
            case .end:
                // Behind a pipe or an operator, and inside parentheses, a line goes on.
                let goesOn = index > 0 && [.joint, .pipe, .assignment].contains(tokens[index - 1])
                if !goesOn && brackets.last.map({ $0 == "{" || $0 == "@{" }) ?? true {
                    (command, isAtStart) = (nil, true)
                }
            case .pipe: (command, isAtStart) = (nil, true)
            // Behind a command's name it is a part of an argument.
            case .assignment: isAtStart = command == nil
            case .joint: isAtStart = false
            case .open(let bracket):
                brackets.append(bracket)
                (command, isAtStart) = (nil, true)
            case .close(let bracket):
                let opening = brackets.popLast()
                if opening?.last != ["}": "{", ")": "(", "]": "["][bracket] {
                    problems.append("\(bracket) closes nothing")
                }
                (command, isAtStart) = (nil, false)
            case .string: isAtStart = false
            case .word(let word):
                if word.hasPrefix("-"), let name = command, let known = Self.cmdlets[name] {
                    if !known.contains(String(word.dropFirst())) { problems.append("\(name) has no \(word)") }
                } else if isAtStart, brackets.last != "@{", brackets.last != "[", Self.isCommand(word) {
                    if Self.cmdlets[word] == nil, !Self.programs.contains(word) {
                        problems.append("\(word) is unknown")
                    }
                    command = word
                }
                isAtStart = word == "in"
            }
        }
        if let bracket = brackets.last { problems.append("nothing closes \(bracket)") }
        self.problems = problems
    }

    /// A word at the beginning that is no variable, number, type or keyword.
    private static func isCommand(_ word: String) -> Bool {
        !["foreach", "in"].contains(word) && word.first.map { $0.isLetter } == true
    }

    /// The pieces of the text; nothing where a quotation mark is left open.
    private static func tokens(_ text: String) -> [Token]? {
        var tokens: [Token] = []
        var rest = Substring(text)
        while let character = rest.popFirst() {
            switch character {
            case " ": continue
            case "`": if rest.first == "\n" { rest.removeFirst() }
            case "\n", ";": tokens.append(.end)
            case "'", "\"":
                guard let end = rest.firstIndex(of: character) else { return nil }
                rest = rest[rest.index(after: end)...]
                tokens.append(.string)
            case "|": tokens.append(.pipe)
            case "=": tokens.append(.assignment)
            case ",", "+": tokens.append(.joint)
            case "@" where rest.first == "{" || rest.first == "(":
                tokens.append(.open("@" + String(rest.removeFirst())))
            case "{", "(", "[": tokens.append(.open(String(character)))
            case "}", ")", "]": tokens.append(.close(character))
            default:
                let word = String(character) + rest.prefix { !" \n;'\"|,={}()[]`".contains($0) }
                rest = rest.dropFirst(word.count - 1)
                tokens.append(.word(word))
            }
        }
        return tokens
    }
}
