import { expect, it } from 'vitest';
import { printed, run } from '../testing/run.js';

/** By feature: a script, and what it prints. */
const PRINTS: Record<string, [script: string, lines: string[]]> = {
  'if, elsif, else': [
    'For N = 1 To 3 Do If N = 1 Then Message("one"); ElsIf N = 2 Then Message("two"); Else Message("more"); EndIf; EndDo;',
    ['one', 'two', 'more'],
  ],
  'loops, break and continue': [
    'N = 0; While True Do N = N + 1; If N = 2 Then Continue; EndIf; If N > 3 Then Break; EndIf; Message(N); EndDo; Message("end " + N);',
    ['1', '3', 'end 4'],
  ],
  'a counter is one more than its end after a loop': [
    'For I = 1 To 2 Do EndDo; Message(I);',
    ['3'],
  ],
  'a loop computes its end once': [
    'N = 2; For I = 1 To N Do N = 5; Message(I); EndDo;',
    ['1', '2'],
  ],
  'params by reference, by value and with defaults': [
    'Procedure Change(A, Val B, C = 7)\n A = A + 1; B = B + 1; C = C + 1;\nEndProcedure\nX = 1; Y = 1; Z = 1;\nChange(X, Y); Change(X, Y, Z); Message(StrTemplate("%1 %2 %3", X, Y, Z));',
    ['3 1 2'],
  ],
  'a reference through several methods': [
    'Procedure First(A)\n Second(A);\nEndProcedure\nProcedure Second(A)\n A = 5;\nEndProcedure\nX = 1; First(X); Message(X);\nArr = New Array; Arr.Add(1); First(Arr[0]); Message(Arr[0]);\nS = New Structure("K", 1); First(S.K); Message(S.K);',
    ['5', '5', '5'],
  ],
  'skipped arguments': [
    'Function F(A = 1, B = 2, C = 3)\n Return "" + A + B + C;\nEndFunction\nMessage(F(, 5)); Message(F()); Message(F(9, , 8));',
    ['153', '123', '928'],
  ],
  'an explicit Undefined is not a default': [
    'Function F(A = 1)\n Return A = Undefined;\nEndFunction\nMessage(F(Undefined)); Message(F());',
    ['Yes', 'No'],
  ],
  'variables of the module': [
    'Var Total;\nProcedure Add(N)\n Total = Total + N;\nEndProcedure\nTotal = 0; Add(2); Add(3); Message(Total);',
    ['5'],
  ],
  recursion: [
    'Функция Фиб(Н)\n Возврат ?(Н < 2, Н, Фиб(Н - 1) + Фиб(Н - 2));\nКонецФункции\nСообщить(Фиб(15));',
    ['610'],
  ],
  'goto out of loops and blocks': [
    'N = 0;\n~again:\nN = N + 1;\nWhile True Do\n Try If N < 3 Then Goto ~again; EndIf; Except EndTry;\n Break;\nEndDo;\nMessage(N);\nGoto ~end;\nMessage("never");\n~end:\nMessage("end");',
    ['3', 'end'],
  ],
  'try, raise and raise again': [
    'Try\n Try Raise "inner"; Except Message(ErrorInfo().Description); Raise; EndTry;\nExcept Message("outer: " + ErrorInfo().Description + ", line " + ErrorInfo().LineNumber); EndTry;\nMessage(ErrorInfo().Description = "");',
    ['inner', 'outer: inner, line 2', 'Yes'],
  ],
  'execute and eval see the variables around': [
    'A = 2; Execute("A = A * 10; Message(A)"); Message(Eval("A + 1"));',
    ['20', '21'],
  ],
  'short circuits': [
    'If False And Undefined.X = 1 Then EndIf; If True Or Undefined.X Then Message("ok"); EndIf; Message(Not 1 = 2);',
    ['ok', 'Yes'],
  ],
  'strings over lines, with comments between': [
    'S = "a ""quoted""\n  // comment\n  | b"; Message(StrReplace(S, Chars.LF, "/")); Message("x" "y");',
    ['a "quoted"/ b', 'x\ny'],
  ],
  dates: [
    "D = '20240131'; Message(D); Message(D + 86399); Message('20240201' - D); Message(AddMonth(D, 1)); Message('00010101' = Date(1, 1, 1));",
    ['31.01.2024 0:00:00', '31.01.2024 23:59:59', '86 400', '29.02.2024 0:00:00', 'Yes'],
  ],
  'exact numbers': [
    'Message(0.1 + 0.2 = 0.3); Message(1 / 3); Message(10 / 4); Message(9007199254740991 + 1); Message(-7 % 3); Message(2 * 0.5 = 1); Message(1.10);',
    ['Yes', '0.3333333333333333333333333333', '2.5', '9 007 199 254 740 992', '-1', 'Yes', '1.1'],
  ],
  'the text of numbers in Russian': [
    'Сообщить(1234567.5); Сообщить(-1000); Сообщить(-12.5);',
    ['1 234 567,5', '-1 000', '-12,5'],
  ],
  'a sum of many decimals stays exact': [
    'S = 0; For I = 1 To 1000 Do S = S + 0.001; EndDo; Message(S = 1);',
    ['Yes'],
  ],
  'names without case in both languages': [
    'МойМассив = New МАССИВ; моймассив.ADD(1); МОЙМАССИВ.добавить(2); Message(моймассив.Count());',
    ['2'],
  ],
  'New with a type': [
    'A = New("Array"); A.Add(1); P = New Array; P.Add("K"); P.Add(5); S = New(Type("Structure"), P); Message(S.K + A[0]);',
    ['6'],
  ],
  'methods that are keywords': [
    'M = New Map; M.Insert("a", 1); For Each E In M Do Message(E.Key + E.Value); EndDo;',
    ['a1'],
  ],
  'the arguments': ['For Each A In CommandLineArguments Do Message(A); EndDo;', ['one', 'two']],
  'async methods run at once': [
    'Async Function F()\n Return 5;\nEndFunction\nA = Await F(); Message(A);',
    ['5'],
  ],
};

it.each(Object.entries(PRINTS))('runs %s', (_, [script, lines]) => {
  expect(printed(script)).toEqual(
    lines.map((line) => line.replace(/(?<=\d) (?=\d{3})/g, '\u00a0')),
  );
});

/** What ends a script: the error, with its place. */
const FAILS: [script: string, error: string][] = [
  ['A = 1;\nA.Foo(2);', 'test.os:2:3: The object has no method "Foo"\nA.Foo(2);\n  ^\n'],
  [
    'A = Undefined;\nB = A.Foo();',
    'test.os:2:7: The value is not an object\nB = A.Foo();\n      ^\n',
  ],
  [
    'A = New Array;\nB = A[3];',
    'test.os:2:6: The index 3 is out of range: there are 0 elements\nB = A[3];\n     ^\n',
  ],
  [
    'А = Новый Структура;\nСообщить(А.Нет);',
    'test.os:2:12: Свойство объекта не обнаружено (Нет)\n',
  ],
  ['A = 1 / 0;', 'test.os:1:7: Division by zero\n'],
  ['A = "x" * 2;', 'test.os:1:9: The value is not a Number\n'],
  [
    'Procedure P()\n Raise "deep";\nEndProcedure\nP();',
    'test.os:2:2: deep\n Raise "deep";\n ^\n  called from test.os:4\n',
  ],
  [
    'Function F(N)\n Return F(N + 1);\nEndFunction\nF(1);',
    'test.os:2:9: Stack overflow: too many nested calls\n',
  ],
  ['Execute("A = ;");', '<Execute>:1:5: Unexpected ";"\nA = ;\n    ^'],
  ['If 5 = "a" Then EndIf; If "text" Then EndIf;', 'test.os:1:27: The value is not a Boolean\n'],
];

it.each(FAILS)('ends %j with the error and its place', (script, error) => {
  expect(run(script).error?.slice(0, error.length)).toBe(error);
});

/** What is refused before anything runs. */
const REFUSED: [script: string, error: RegExp][] = [
  ['Message(1);\nMessage(Foo);', /test\.os:2:9: Unknown name: Foo/],
  ['Message(1);\nFoo();', /2:1: There is no procedure or function "Foo"/],
  ['Procedure P(A)\nEndProcedure\nP();', /3:1: Not enough arguments: A is missing/],
  ['Procedure P(A)\nEndProcedure\nP(1, 2);', /3:1: Too many arguments for P/],
  ['Procedure P()\nEndProcedure\nX = P();', /3:5: P is a procedure/],
  ['Procedure P()\nEndProcedure\nProcedure p()\nEndProcedure', /3:11: "p" is defined already/],
  ['Goto ~nowhere;', /1:1: There is no label ~nowhere/],
  ['Raise;', /1:1: Raise without an argument/],
  ['Message(StrLen(1, 2));', /1:9: Too many arguments for StrLen/],
];

it.each(REFUSED)('refuses %j', (script, error) => {
  const { lines, error: found } = run(script);
  expect(found).toMatch(error);
  expect(lines).toEqual([]);
});
