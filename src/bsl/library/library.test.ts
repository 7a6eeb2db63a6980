import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { printed, run } from '../testing/run.js';

const folder = mkdtempSync(join(tmpdir(), 'oint-bsl-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** By function: an expression, and its text. */
const EXPRESSIONS: [expression: string, text: string][] = [
  ['StrFind("abcabc", "c", SearchDirection.FromEnd)', '6'],
  ['СтрНайти("abcabc", "b", , 3)', '5'],
  ['StrFind("abcabc", "b", , , 2)', '5'],
  ['StrConcat(StrSplit("a,b;c", ",;"), "-")', 'a-b-c'],
  ['StrSplit(",a,", ",", False).Count()', '1'],
  ['Left("text", 2) + Right("text", 1) + Mid("text", 2, 2)', 'tetex'],
  ['TrimAll("  a b ") + "|" + TrimL("  a") + "|" + TrimR("a  ")', 'a b|a|a'],
  ['Title("привет, МИР")', 'Привет, Мир'],
  ['Upper("ё") + Lower("Ж")', 'Ёж'],
  ['"" + StrLineCount("a" + Chars.LF + "b") + StrGetLine("a" + Chars.LF + "b", 2)', '2b'],
  ['StrOccurrenceCount("banana", "an")', '2'],
  ['StrStartsWith("abc", "ab") And StrEndsWith("abc", "bc")', 'Yes'],
  ['CharCode(Char(1078)) ', '1 078'],
  ['NStr("ru = \'да\'; en = \'yes\'", "en")', 'yes'],
  ['StrTemplate("%2 %1 %%", 1, "b")', 'b 1 %'],
  ['IsBlankString("  ") And Not ValueIsFilled("") And ValueIsFilled(5)', 'Yes'],
  ['Round(2.5) + Round(-2.5) + Round(1234.567, 2) + Round(1250, -2)', '2 534.57'],
  ['Int(-5.9)', '-5'],
  ['Max(1, 5, 3) - Min(4, 2)', '3'],
  ['Pow(2, 100)', '1 267 650 600 228 229 401 496 703 205 376'],
  ['Sqrt(2)', '1.4142135623731'],
  ['Format(1234567.891, "NFD=2; L=en")', '1,234,567.89'],
  ['Format(1234.5, "ЧЦ=10; ЧДЦ=2; ЧРГ=\' \'; ЧРД=.; ЧГ=3,0")', '1 234.50'],
  ['Format(5, "ND=4; NLZ=; NG=0")', '0005'],
  ['Format(0, "NZ=none") + Format(True, "BT=on")', 'noneon'],
  ["Format('20240305140709', \"DF='dd.MM.yy HH:mm:ss'\")", '05.03.24 14:07:09'],
  ['Format(\'20240305\', "L=ru; DLF=DD")', '5 марта 2024 г.'],
  ["EndOfMonth('20240210') - BegOfMonth('20240210')", '2 505 599'],
  ["WeekDay('20240101') + DayOfYear('20241231')", '367'],
  ["BegOfWeek('20240107')", '01.01.2024 0:00:00'],
  ['Date("20240131235959")', '31.01.2024 23:59:59'],
  ["XMLString('20240131') + XMLString(1000.5) + XMLString(True)", '2024-01-31T00:00:001000.5true'],
  ['XMLValue(Type("Number"), "1.5") + 1', '2.5'],
  ['Base64String(GetBinaryDataFromString("да"))', '0LTQsA=='],
  ['GetStringFromBinaryData(Base64Value("0LTQsA=="))', 'да'],
  ['GetHexStringFromBinaryData(GetBinaryDataFromString("Ж", "windows-1251"))', 'C6'],
  ['EncodeString("a b/ё", StringEncodingMethod.URLEncoding)', 'a%20b%2F%D1%91'],
  ['TypeOf(1) = Type("Число") And String(TypeOf(New Map)) = "Map"', 'Yes'],
  ['BitwiseAnd(12, 10) + BitwiseShiftLeft(1, 31)', '2 147 483 656'],
  [
    'String(New UUID("00000000-0000-0000-0000-00000000000A"))',
    '00000000-0000-0000-0000-00000000000a',
  ],
  ['Number("1 234,5")', '1 234.5'],
  ['Format(123, "ND=-8; NFD=-4; L=en") + Format(123.5, "NDS=:?; L=en")', '123123:5'],
  ['Format(5432.1, "ND=3; NFD=40; L=en")', '.999'],
  ['StrTemplate("%1 and %2", 1, , )', '1 and '],
  ['XMLValue(Type("AllowedLength"), XMLString(AllowedLength.Fixed))', 'Fixed'],
  ['New TypeDescription("Number, String", New StringQualifiers(1)).AdjustValue(True)', 'Y'],
  [
    '"|" + New TypeDescription("String", , New StringQualifiers(3, AllowedLength.Fixed)).AdjustValue(1) + "|"',
    '|1  |',
  ],
  ['New TypeDescription("Date").AdjustValue("20240131")', '31.01.2024 0:00:00'],
  ['New TypeDescription("Undefined").AdjustValue(5)', '5'],
  ['New Structure("a,,b", 1, 2).b', '2'],
];

/** By script: the error that ends it. */
const ERRORS: [script: string, error: string][] = [
  ['A = New FixedArray(New Array(1)); A[0] = 1;', 'The elements are read-only'],
  ['L = New ValueList; L.Add(1); L[0] = 1;', 'The elements are read-only'],
  ['M = New FixedMap(New Map); A = M["a"];', 'The map has no value for this key'],
  ['L = New ValueList; L.Add(1); L.Move(0, 5);', 'Argument 2 has a value that is not valid'],
  ['S = New Structure(New Structure("a", 1), 2);', 'Argument 1 has the wrong type'],
  ['S = New Structure("a"); FillPropertyValues(S, S, False);', 'Argument 3 has the wrong type'],
  ['S = XMLString(New Array);', 'Argument 1 has the wrong type'],
  ['V = XMLValue(Type("UUID"), "1-2");', '"1-2" is not a UUID'],
  ['S = StrTemplate("", 1);', 'The template has fewer places than values'],
  ['ThisObject = 1;', 'Property ThisObject is read-only'],
];

it.each(ERRORS)('%s fails with %s', (script, error) => {
  expect(run(script).error).toContain(`: ${error}\n`);
});

it.each(EXPRESSIONS)('%s is %s', (expression, text) => {
  const expected = text
    .replace(/(?<=\d) (?=\d{3}(?!\d))/g, '\u00a0')
    .replace('1\u00a0234.50', '1 234.50');
  expect(printed(`Message(${expression});`)).toEqual([expected]);
});

it('sorts, groups and finds rows of a table', () => {
  const script = `
    T = New ValueTable; T.Columns.Add("Name"); T.Columns.Add("Sum");
    For N = 1 To 4 Do Row = T.Add(); Row.Name = ?(N % 2 = 0, "even", "odd"); Row.Sum = N; EndDo;
    Message(T.Total("Sum")); Message(T.FindRows(New Structure("Name", "odd")).Count());
    T.Sort("Sum Desc"); Message(T[0].Sum); Message(T.Find(2, "Sum").Name);
    T.GroupBy("Name", "Sum"); For Each Row In T Do Message(Row.Name + Row.Sum); EndDo;`;
  expect(printed(script)).toEqual(['10', '2', '4', 'even', 'even6', 'odd4']);
});

it('compares keys: of a structure without case, of a map with case and by value', () => {
  const script = `
    S = New Structure("Key", 1); S.Insert("KEY", 2); Message(S.Count()); Message(S.key);
    M = New Map; M["a"] = 1; M["A"] = 2; M['20240101'] = 3; M[0.5] = 4;
    Message(M.Count()); Message(M['20240101']); Message(M[1 / 2]); Message(M["b"] = Undefined);
    V = 0; Message(S.Property("key", V)); Message(V);`;
  expect(printed(script)).toEqual(['1', '2', '4', '3', '4', 'Yes', 'Yes', '2']);
});

it('reads and writes JSON with all digits', () => {
  const script = `
    R = New JSONReader; R.SetString("{""a"": [1, 2.50, 12345678901234567890], ""b"": null, ""c"": ""\\u0436""}");
    V = ReadJSON(R); Message(V.a[2] - 1); Message(V.a[1] = 2.5); Message(V.b = Undefined); Message(V.c);
    W = New JSONWriter; W.SetString(New JSONWriterSettings(JSONLineBreak.None)); WriteJSON(W, V); Message(W.Close());`;
  expect(printed(script)).toEqual([
    '12\u00a0345\u00a0678\u00a0901\u00a0234\u00a0567\u00a0889',
    'Yes',
    'Yes',
    'ж',
    '{"a":[1,2.5,12345678901234567890],"b":null,"c":"ж"}',
  ]);
  for (const text of ['{', '[1,]', '{""a"" 1}', '01', '[1] 2', 'nul'])
    expect(
      run(`R = New JSONReader; R.SetString("${text}"); While R.Read() Do EndDo;`).error,
    ).toMatch(/not valid JSON/);
});

it('writes, finds and reads files', () => {
  const script = `
    Folder = "${folder.replaceAll('\\', '/')}";
    D = New TextDocument; D.AddLine("one"); D.AddLine("два"); D.Write(Folder + "/a.txt");
    FileCopy(Folder + "/a.txt", Folder + "/b.txt"); Message(FindFiles(Folder, "*.txt").Count());
    R = New TextReader(Folder + "/b.txt", , , ); Message(R.ReadLine() + R.ReadLine() + (R.ReadLine() = Undefined)); R.Close();
    F = New File(Folder + "/b.txt"); Message(F.BaseName + F.Extension + F.Exists() + F.Size());
    DeleteFiles(Folder, "b.*"); Message(F.Exists());
    S = New MemoryStream; W = New DataWriter(S); W.WriteInt32(258); W.Close(); Message(S.CloseAndGetBinaryData());`;
  expect(printed(script)).toEqual(['2', 'oneдваYes', 'b.txtYes11', 'No', '02 01 00 00']);
});

it('uses libraries, classes with constructors, and events', () => {
  writeFileSync(
    join(folder, 'class.os'),
    'Var Name Export;\nProcedure OnObjectCreate(Given = "none")\n Name = Given;\nEndProcedure\nProcedure Rename(Other) Export\n Other = Name + "!"; RaiseEvent("Renamed", New Array);\nEndProcedure',
  );
  writeFileSync(
    join(folder, 'lib.config'),
    '<package-def><module name="Greeter" file="module.os"/><class name="Named" file="class.os"/></package-def>',
  );
  writeFileSync(
    join(folder, 'module.os'),
    'Function Hello(Name) Export\n Return "Hello, " + Name;\nEndFunction',
  );
  const script = `#Use "."
    Procedure OnRename() Export
      Message("renamed");
    EndProcedure
    Message(Greeter.Hello("world"));
    A = New Named; B = New Named("b"); Message(A.Name + B.Name);
    AddHandler B.Renamed, ThisObject.OnRename;
    X = 1; B.Rename(X); Message(X); A.Foo();`;
  const { lines, error } = run(script, join(folder, 'main.os'));
  expect(lines).toEqual(['Hello, world', 'noneb', 'renamed', 'b!']);
  expect(error).toMatch(/^test\.os:8:39: The object has no method "Foo"/);
  expect(run('#Use nothing\n').error).toMatch(/test\.os:1:1: There is no library "nothing"/);
});

it('converts in place with the reference\u2019s tools', () => {
  const script =
    'A = 1; OPI_TypeConversion.GetArray(A); Message(A.Count()); B = 1500; OPI_TypeConversion.GetLine(B); Message(B); Message(OPI_Tools.NumberToString(2000));';
  expect(printed(script)).toEqual(['1', '1500', '2000']);
});

it('has the reference\u2019s tools for bytes, files and fields', () => {
  const script = `
    Path = GetTempFileName("txt");
    GetBinaryDataFromString("a file").Write(Path);
    Content = Path; OPI_TypeConversion.GetBinaryData(Content);
    OPI_Tools.RemoveFileWithTry(Path, "still there");
    Encoded = "aGVsbG8gYWxs"; OPI_TypeConversion.GetBinaryData(Encoded);
    Text = "plain words"; OPI_TypeConversion.GetBinaryData(Text);
    OPI_TypeConversion.GetBinaryData(Text);
    For Each Bytes In StrSplit("Content,Encoded,Text", ",") Do
      Message(GetStringFromBinaryData(Eval(Bytes)));
    EndDo;
    Left = New File(Path); Message(Left.Exist());
    Fields = New Structure;
    OPI_Tools.AddField("a", 1, "Number", Fields); OPI_Tools.AddField("b", "", "String", Fields);
    Message(Fields.Count());
    Message(OPI_Tools.JSONToStructure("{""a"":[1,{""b"":2}]}")["a"][1]["b"]);
    Message(OPI_Инструменты.JsonВСтруктуру("{""a"":3}", Ложь).a);
    OPI_Инструменты.УдалитьФайлВПопытке(Path);`;
  expect(printed(script)).toEqual(['a file', 'hello all', 'plain words', 'No', '1', '2', '3']);
});

it('says with which code a program ended', () => {
  const script = `
    Procedure Start(Code)
      RunApp("exit 4", , True, Code);
    EndProcedure
    Code = 0; RunApp("exit 3", , True, Code); Message(Code);
    Kept = New Structure("Code"); RunApp("exit 5", , True, Kept.Code); Message(Kept.Code);
    Start(Code); Message(Code);`;
  expect(printed(script)).toEqual(['3', '5', '4']);
});

it('says what is not supported where it is used', () => {
  const { lines, error } = run('Message("before"); Console.Clear();');
  expect(lines).toEqual(['before']);
  expect(error).toMatch(/Console is not supported by oint run/);
});
