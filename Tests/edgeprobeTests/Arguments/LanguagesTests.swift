import ProbeCore
import Reports
import Testing
import Texts

@testable import edgeprobe

struct LanguagesTests {
    private func language(_ arguments: [String], _ environment: [String: String] = [:]) async -> String {
        await Languages(arguments: arguments, environment: environment).speak { Phrasebook.current?.language ?? "en" }
    }

    @Test(
        arguments: [
            ([], [:], "en"), (["--lang", "ko"], [:], "ko"), (["run", "--lang=ko"], ["LANG": "en_US.UTF-8"], "ko"),
            (["--lang", "en"], ["LANG": "ko_KR.UTF-8"], "en"), ([], ["LANG": "ko_KR.UTF-8"], "ko"),
            ([], ["LANG": "ko_KR.EUC-KR"], "en"), ([], ["LANG": "ko"], "en"),
            ([], ["LC_MESSAGES": "ko_KR.UTF-8", "LANG": "de_DE.UTF-8"], "ko"),
            ([], ["LC_ALL": "C.UTF-8", "LANG": "ko_KR.UTF-8"], "en"),
            ([], ["LC_ALL": "", "LANG": "ko_KR.UTF-8"], "ko"),
            ([], ["EDGEPROBE_LANG": "ko", "LANG": "C"], "ko"), (["--lang", "en"], ["EDGEPROBE_LANG": "ko"], "en"),
            ([], ["LANG": "kok_IN.UTF-8"], "en"), (["--lang"], ["LANG": "ko_KR.utf8"], "ko"),
            (["--", "--lang", "ko"], [:], "en"), (["--lang=ko", "--lang", "en"], [:], "en"),
            (["--lang", "en", "--lang=ko"], [:], "ko"), ([], ["EDGEPROBE_LANG": "ko_KR.UTF-8"], "ko"),
            ([], ["EDGEPROBE_LANG": "KO"], "ko"), ([], ["EDGEPROBE_LANG": "", "LANG": "ko_KR.UTF-8"], "ko"),
        ] as [([String], [String: String], String)])
    func `the command line decides, then what a service was given, then the locale`(
        arguments: [String], environment: [String: String], expected: String
    ) async {
        #expect(await language(arguments, environment) == expected)
    }

    @Test func `a parser's complaint lists its values as the reader's language does`() async {
        let complaint = "The value 'fr' is invalid for '--lang <lang>'. Please provide one of 'en' and 'ko'."
        #expect(ParserWords.sentence(complaint).text == complaint)
        await Languages(arguments: ["--lang", "ko"], environment: [:]).speak {
            let text = ParserWords.sentence(complaint).text
            #expect(text.contains("'en', 'ko'") && !text.contains("and") && !text.contains("value"), "\(text)")
        }
    }

    @Test func `whoever asks in another language has its letters, unless ASCII is asked for`() async {
        await Languages(arguments: ["--request-lang", "ko"], environment: ["LC_ALL": "C"]).speak {
            #expect(!Delivery.display(isASCII: false, at: .standardOutput).isASCII)
            let sentence: Sentence = "the run ended before the answer"
            let asked = Delivery.display(isASCII: true, at: .standardOutput).spoken {
                Phrasebook.asking { sentence.text }
            }
            #expect(asked == sentence.english)
        }
    }

    @Test func `a request can be in another language than the report`() async {
        let sentence: Sentence = "the run ended before the answer"
        await Languages(arguments: ["--lang", "ko", "--request-lang", "en"], environment: [:]).speak {
            #expect(sentence.text != sentence.english)
            #expect(Phrasebook.asking { sentence.text } == sentence.english)
        }
        await Languages(arguments: ["--request-lang=ko"], environment: [:]).speak {
            #expect(sentence.text == sentence.english)
            #expect(Phrasebook.asking { sentence.text } != sentence.english)
        }
    }
}
