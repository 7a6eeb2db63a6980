import { expect, it } from 'vitest';
import { printed, run } from '../testing/run.js';

/** By call: its value. */
const VALUES: [expression: string, text: string][] = [
  ['StrFindByRegularExpression("abc b1", "b\\d").StartIndex', '5'],
  ['StrFindByRegularExpression("abc b1", "(c) (b)").GetGroups()[1].StartIndex', '5'],
  ['StrFindByRegularExpression("abc", "x").Length', '0'],
  ['StrFindByRegularExpression("abc", "(x)").GetGroups().Count()', '0'],
  ['StrFindByRegularExpression("", "a*").StartIndex', '0'],
  ['StrFindByRegularExpression("б", "(а)?(б)").GetGroups()[0].StartIndex', '0'],
  ['StrFindByRegularExpression("вб", "(а*)(б)").GetGroups()[0].StartIndex', '2'],
  ['StrFindByRegularExpression("aabaa", "a+", SearchDirection.FromEnd).StartIndex', '5'],
  ['StrFindByRegularExpression("aabaa", "a+", SearchDirection.FromEnd, , 2).StartIndex', '2'],
  ['StrFindByRegularExpression("aaaa", "aa", SearchDirection.FromEnd, , 2).StartIndex', '1'],
  ['StrFindByRegularExpression("aaa", "aa", SearchDirection.FromEnd, 2).StartIndex', '2'],
  ['StrFindByRegularExpression("a1 a2 a3", "a\\d", , 2, 2).Value', 'a3'],
  ['StrFindByRegularExpression("да НЕТ", "нет", , , , True).Value', 'НЕТ'],
  ['StrFindAllByRegularExpression("раз, два 3_x", "\\w+").Count()', '3'],
  ['StrFindAllByRegularExpression("слово, словом", "\\bслово\\b").Count()', '1'],
  ['StrFindAllByRegularExpression("ab", "()").Count()', '3'],
  ['StrFindAllByRegularExpression("ab", "").Count()', '0'],
  ['StrFindAllByRegularExpression("a" + Chars.LF + "b", "^.", , True).Count()', '2'],
  ['StrFindAllByRegularExpression("a" + Chars.LF + "b", "^.").Count()', '1'],
  ['StrFindAllByRegularExpression("A-b", "(?i)[\\w\\-]\\-\\""?B").Count()', '1'],
  ['StrLikeByRegularExpression("abc", "b") Or StrLikeByRegularExpression("ab", "a|b")', 'No'],
  ['StrLikeByRegularExpression("abc", "a.c") And StrLikeByRegularExpression("", "a*")', 'Yes'],
  ['StrLikeByRegularExpression("ab" + Chars.LF, "ab")', 'No'],
  ['StrFindByRegularExpression("ab" + Chars.LF, "b$").StartIndex', '2'],
  ['StrReplaceByRegularExpression("2024-01-31", "(\\d+)-(\\d+)-(\\d+)", "$3.$2.$1")', '31.01.2024'],
  [
    'StrReplaceByRegularExpression("ab", "(a)(b)", "$12|$01|$0|\\$1|\\\\|$x")',
    'a2|ab1|ab|$1|\\|$x',
  ],
  ['StrReplaceByRegularExpression("ab", "", "-")', '-a-b-'],
  ['StrReplaceByRegularExpression("АбВ", "[а-я]", "x", True)', 'xxx'],
];

it.each(VALUES)('%s is %s', (expression, text) => {
  expect(printed(`Message(${expression});`)).toEqual([text]);
});

it('has the names in Russian', () => {
  const script = `
    Найдено = СтрНайтиПоРегулярномуВыражению("Иван, 30", "(\\w+), (\\d+)", НаправлениеПоиска.СНачала, 1, 1, Ложь, Ложь);
    Сообщить("" + Найдено.Значение + Найдено.НачальнаяПозиция + Найдено.Длина); Сообщить(ТипЗнч(Найдено));
    Для Каждого Группа Из Найдено.ПолучитьГруппы() Цикл Сообщить("" + Группа.Значение + Группа.НачальнаяПозиция); КонецЦикла;
    Сообщить(СтрНайтиВсеПоРегулярномуВыражению("a1b2", "\\d")[1].Значение);
    Сообщить(СтрЗаменитьПоРегулярномуВыражению("a1b2", "\\d", "<$0>"));
    Сообщить(СтрПодобнаПоРегулярномуВыражению("a1b2", "(\\w\\d)+"));`;
  expect(printed(script)).toEqual([
    ...['Иван, 3018', 'РезультатПоискаПоРегулярномуВыражению', 'Иван1', '307'],
    ...['2', 'a<1>b<2>', 'Да'],
  ]);
});

it('ends a search that would take for ever, as an error that a script can catch', () => {
  const script = `
    Text = ""; For N = 1 To 50 Do Text = Text + "a"; EndDo;
    Try
      StrLikeByRegularExpression(Text, "(a+)+b");
    Except
      Message(ErrorInfo().Description);
    EndTry;
    Message("after");`;
  expect(printed(script)).toEqual([
    'The search with the regular expression did not end within 5 s',
    'after',
  ]);
}, 60_000);

it.each([
  [
    'StrFindByRegularExpression("a", "(")',
    'The regular expression "(" is not valid: Unterminated group',
  ],
  [
    'StrLikeByRegularExpression("a", "a)|(b")',
    'The regular expression "a)|(b" is not valid: Unmatched \')\'',
  ],
  ['StrFindByRegularExpression("a", "[\\W]")', '\\W in brackets is not supported'],
  ['StrFindByRegularExpression("a", "a", , 2)', 'Argument 4 has a value that is not valid'],
  ['StrFindByRegularExpression("a", "a", , , 0)', 'Argument 5 has a value that is not valid'],
  ['StrReplaceByRegularExpression("a", "(a)", "$2")', 'The regular expression has no group 2'],
])('%s fails with %s', (expression, error) => {
  expect(run(`Message(${expression});`).error).toContain(`: ${error}\n`);
});
