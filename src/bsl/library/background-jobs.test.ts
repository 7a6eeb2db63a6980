import { expect, it } from 'vitest';
import { printed, run } from '../testing/run.js';

it('runs jobs and keeps their results and errors, in English', () => {
  const script = `
    Function Add(A, B) Export
      A = A + B; Return A;
    EndFunction
    Procedure Fail() Export
      Raise "no luck";
    EndProcedure
    Params = New Array; Params.Add(1); Params.Add(2);
    Job = BackgroundJobs.Execute(ThisObject, "Add", Params); Params[0] = 5;
    Other = BackgroundJobs.Execute(ThisObject, "add", Params, True);
    Message("" + Job.Result + Other.Result + Params[0] + Job.WaitForCompletion(10)); Message(Job.State);
    Failed = BackgroundJobs.Execute(ThisObject, "Fail"); Message(Failed.State = BackgroundJobState.Failed);
    Message(Failed.ErrorInfo.Description + Failed.ErrorInfo.LineNumber + Job.ErrorInfo);
    All = BackgroundJobs.GetBackgroundJobs(); Message("" + BackgroundJobs.WaitAll(All) + BackgroundJobs.WaitAny(All, 1) + All.Count());
    Message(BackgroundJobs.GetBackgroundJobs(New Structure("State, Object", BackgroundJobState.Completed, ThisObject)).Count());
    Message(BackgroundJobs.GetBackgroundJobs(New Structure("UUID", Other.UUID))[0] = Other);
    Try BackgroundJobs.WaitCompletionOfTasks(); Except Message(ErrorInfo().Parameters[0].MethodName); EndTry;
    BackgroundJobs.Clear(); BackgroundJobs.WaitForCompletionOfTasks(); Message(BackgroundJobs.GetBackgroundJobs().Count());`;
  expect(printed(script)).toEqual([
    ...['375Yes', 'Completed', 'Yes', 'no luck6', 'Yes03', '2', 'Yes', 'Fail', '0'],
  ]);
});

it('knows the current job, also of jobs in jobs, in Russian', () => {
  const script = `
    Функция Внешнее() Экспорт
      Внутри = ФоновыеЗадания.Выполнить(ЭтотОбъект, "Внутреннее");
      Возврат Внутри.Результат = Внутри.УникальныйИдентификатор И Внутри <> ФоновыеЗадания.ПолучитьТекущее();
    КонецФункции
    Функция Внутреннее() Экспорт
      Возврат ФоновыеЗадания.ПолучитьТекущее().УникальныйИдентификатор;
    КонецФункции
    Задание = ФоновыеЗадания.Выполнить(ЭтотОбъект, "Внешнее"); Задание.ОжидатьЗавершения();
    Сообщить(Задание.Результат); Сообщить(ФоновыеЗадания.ПолучитьТекущее() = Неопределено);
    Сообщить(Задание.Состояние = СостояниеФоновогоЗадания.Завершено);
    Фильтр = Новый Структура("ИмяМетода, Состояние", "Внутреннее", СостояниеФоновогоЗадания.Завершено);
    Сообщить(ФоновыеЗадания.ПолучитьФоновыеЗадания(Фильтр).Количество());`;
  expect(printed(script)).toEqual(['Да', 'Да', 'Да', '1']);
});

it('keeps jobs in jobs without end from running for ever', () => {
  const script = `
    Procedure Again() Export
      BackgroundJobs.Execute(ThisObject, "Again");
    EndProcedure
    BackgroundJobs.Execute(ThisObject, "Again");
    Failed = BackgroundJobs.GetBackgroundJobs(New Structure("State", BackgroundJobState.Failed));
    Message(Failed.Count() > 0); Message(BackgroundJobs.GetCurrent() = Undefined);`;
  expect(printed(script)).toEqual(['Yes', 'Yes']);
});

it.each([
  ['BackgroundJobs.Execute(ThisObject, "Foo")', 'The object has no method "Foo"'],
  ['BackgroundJobs.Execute(1, "Foo")', 'The value is not an object'],
  ['BackgroundJobs.Execute(New Array, "Clear", 1)', 'Argument 3 has the wrong type'],
  ['BackgroundJobs.WaitAll(ThisObject)', 'Argument 1 has the wrong type'],
  ['Job.Wait(-1)', 'Argument 1 has a value that is not valid'],
  ['BackgroundJobs.GetBackgroundJobs(New Structure("Foo"))', 'The object has no property "foo"'],
])('%s fails with %s', (statement, error) => {
  const script = `Job = BackgroundJobs.Execute(New Array, "Clear"); ${statement};`;
  expect(run(script).error).toContain(`: ${error}\n`);
});
