import { expect, it } from 'vitest';
import { printed, run } from '../testing/run.js';

const TREE = `
  Tree = New ValueTree; Tree.Columns.Add("Name"); Tree.Columns.Add("Sum");
  For N = 1 To 3 Do
    Row = Tree.Rows.Add(); Row.Name = "r" + N; Row.Sum = N;
    For M = 1 To 2 Do Child = Row.Rows.Add(); Child.Name = Row.Name + "." + M; Child["Sum"] = N * 10; EndDo;
  EndDo;`;

it('has rows below rows, in English', () => {
  const script = `${TREE}
    Message("" + Tree.Rows.Count() + Tree.Rows[0].Rows.Count() + Child.Level() + Child.Parent.Name + Row.Level() + (Row.Parent = Undefined));
    Message("" + Tree.Rows.Total("Sum") + "/" + Tree.Rows.Total("Sum", True));
    Message(Tree.Rows.Find("r2.1") = Undefined); Message(Tree.Rows.Find("r2.1", "Name", True).Parent.Name);
    Message(Tree.Rows.FindRows(New Structure("Sum", 10), True).Count()); Message(Tree.Rows.FindRows(New Structure("Sum", 10)).Count());
    Tree.Rows.Sort("Name Desc"); Message(Tree.Rows[0].Name + Tree.Rows[0].Rows[0].Name);
    Tree.Rows.Sort("Name Desc", True); Message(Tree.Rows[2].Rows[0].Name); Tree.Rows.Move(0, 2); Message(Tree.Rows.IndexOf(Row));
    Copy = Tree.Copy(, "Name"); Copy.Rows[0].Rows[0].Name = "other"; Message("" + Copy.Columns.Count() + Tree.Rows[0].Rows[0].Name);
    Message(Copy.Rows[2].Rows.UnloadColumn("Name")[1]); Message(Tree.Copy(New Structure("Name", "r2")).Rows[0].Rows.Count());
    Tree.Rows.Delete(Row); Message(Tree.Rows.Count()); Message(Child.Owner() = Tree And Tree.Rows.Owner() = Tree);
    All = 0; For Each One In Tree.Rows Do All = All + One.Rows.Count(); EndDo; Message(All);
    FillPropertyValues(Tree.Rows[0], New Structure("Name", "filled")); Message(Tree.Rows[0].Name);`;
  expect(printed(script)).toEqual([
    ...['321r30Yes', '6/126', 'Yes', 'r2', '2', '0', 'r3r3.1', 'r1.2', '2', '1r2.2'],
    ...['r3.1', '2', '2', 'Yes', '4', 'filled'],
  ]);
});

it('has rows below rows, in Russian', () => {
  const script = `
    Дерево = Новый ДеревоЗначений; Дерево.Колонки.Добавить("Имя"); Дерево.Колонки.Добавить("Сумма", Новый ОписаниеТипов("Число"));
    Первая = Дерево.Строки.Добавить(); Первая.Имя = "а"; Ниже = Первая.Строки.Вставить(0); Ниже.Сумма = 5; Ниже.Имя = "б";
    Сообщить("" + Ниже.Уровень() + Ниже.Родитель.Имя + Ниже.Сумма + Первая.Сумма + Первая.Строки.Родитель.Имя);
    Сообщить(Дерево.Строки.Итог("Сумма", Истина)); Сообщить(Дерево.Строки.Найти(5, "Сумма", Истина).Имя);
    Сообщить(Дерево.Скопировать().Строки[0].Строки[0].Имя); Сообщить(ТипЗнч(Ниже)); Первая.Строки.Очистить(); Сообщить(Первая.Строки.Количество());`;
  expect(printed(script)).toEqual(['1а50а', '5', 'б', 'б', 'СтрокаДереваЗначений', '0']);
});

it('is of any depth', () => {
  const script = `
    Tree = New ValueTree; Tree.Columns.Add("N"); Rows = Tree.Rows;
    For N = 1 To 20000 Do Row = Rows.Add(); Row.N = N; Rows = Row.Rows; EndDo;
    Tree.Rows.Sort("N", True); Message(Format(Tree.Copy().Rows.Total("N", True), "NG=0") + "/" + Format(Row.Level(), "NG=0"));`;
  expect(printed(script)).toEqual(['200010000/19999']);
});

it.each([
  ['Row.Foo = 1;', 'The object has no property "Foo"'],
  ['Row.Parent = 1;', 'Property Parent is read-only'],
  ['Tree.Rows.Delete(Child);', 'The row is not in the table'],
  ['A = Tree.Rows[3];', 'The index 3 is out of range: there are 3 elements'],
  ['Tree.Copy(1);', 'Argument 1 has the wrong type'],
])('%s fails with %s', (statement, error) => {
  expect(run(`${TREE}${statement}`).error).toContain(`: ${error}\n`);
});
