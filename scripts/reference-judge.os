// Stands in for the module with which the reference's tests read their data and check results: it reads
// values of local servers, and prints what happened as lines of JSON. Runs in `oint run`, for
// scripts/reference-examples.mjs, under the module's English and Russian names.

Var Data;

Function GetTestData() Export
	Return Known();
EndFunction

Функция ПолучитьДанныеТестов() Экспорт
	Возврат Known();
КонецФункции

Procedure ParameterToCollection(Name, Collection) Export
	Collection.Insert(Name, Known()[Name]);
EndProcedure

Процедура ПараметрВКоллекцию(Имя, Коллекция) Экспорт
	ParameterToCollection(Имя, Коллекция);
КонецПроцедуры

Procedure WriteParameter(Name, Value) Export
	Known().Insert(Name, Value);
EndProcedure

Процедура ЗаписатьПараметр(Имя, Значение) Экспорт
	WriteParameter(Имя, Значение);
КонецПроцедуры

Procedure Process(Value, Library, Method, Option = "", First = Undefined, Second = Undefined, Third = Undefined) Export
	If Option = "RoundTrip" Then
		Report("check", Method, New Structure("result", IsSame(Value, First)), Option);
	Else
		Report("check", Method, Value, Option);
	EndIf;
	Keep(Value, Library + "." + Method, First);
EndProcedure

Процедура Обработать(Значение, Библиотека, Метод, Вариант = "", Первый = Неопределено, Второй = Неопределено, Третий = Неопределено) Экспорт
	Process(Значение, Библиотека, Метод, Вариант, Первый);
КонецПроцедуры

// A block begins, has run to its end, or has raised an error.
Procedure Report(Event, Name, Value = Undefined, Detail = "") Export
	Line = New Structure("event,name,refused,detail,value", Event, Name, IsRefusal(Value), Detail, "");
	If Line.refused Then
		Line.value = OPI_Tools.JSONString(Value);
	EndIf;
	Message("JUDGE " + StrReplace(OPI_Tools.JSONString(Line), Chars.LF, " "));
EndProcedure

// The same value, after it was written and read again. Fields keep their order.
Function IsSame(Value, Other)
	If TypeOf(Value) = Type("BinaryData") Then
		Return TypeOf(Other) = Type("BinaryData") And Base64String(Value) = Base64String(Other);
	EndIf;
	Return OPI_Tools.JSONString(Value) = OPI_Tools.JSONString(Other);
EndFunction

// How services, and OInt for them, say in a result that a request was wrong.
Function IsRefusal(Value)
	If TypeOf(Value) = Type("Structure") Then
		Return Value.Property("result") And Value.result = False;
	ElsIf TypeOf(Value) <> Type("Map") Then
		Return False;
	EndIf;
	Return Value["result"] = False Or Value["ok"] = False Or ValueIsFilled(Value["error"]) Or ValueIsFilled(Value["errors"]);
EndFunction

// What later blocks need of a result: a field, or all of it in a file.
Procedure Keep(Value, Title, Collection)
	Wanted = Known()["keep"][Title];
	If Wanted = Undefined Or IsRefusal(Value) Then
		Return;
	EndIf;
	Kept = Undefined;
	If Wanted["field"] <> Undefined Then
		Kept = Value[Wanted["field"]];
	Else
		Kept = GetTempFileName(Wanted["file"]);
		Bytes = Value;
		If TypeOf(Value) = Type("String") Then
			Bytes = GetBinaryDataFromString(Value);
		EndIf;
		Bytes.Write(Kept);
	EndIf;
	Known().Insert(Wanted["as"], Kept);
	If TypeOf(Collection) = Type("Structure") Or TypeOf(Collection) = Type("Map") Then
		Collection.Insert(Wanted["as"], Kept);
	EndIf;
EndProcedure

Function Known()
	If Data = Undefined Then
		Reader = New JSONReader;
		Reader.OpenFile(GetEnvironmentVariable("OINT_REFERENCE_VALUES"));
		Data = ReadJSON(Reader, True);
		Reader.Close();
	EndIf;
	Return Data;
EndFunction
