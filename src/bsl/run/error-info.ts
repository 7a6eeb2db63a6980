import { BslArray } from '../values/array.js';
import { type Place, ScriptError, say } from '../values/errors.js';
import { BslObject, define } from '../values/object.js';
import { toText } from '../values/text.js';

/** What `ErrorInfo()` returns. */
export class ErrorInfo extends BslObject {
  readonly error: ScriptError;

  constructor(error: ScriptError) {
    super();
    this.error = error;
  }

  get place(): Place | undefined {
    return this.error.places?.[0];
  }

  get cause(): ErrorInfo | undefined {
    const { cause } = this.error;
    return cause instanceof ScriptError ? new ErrorInfo(cause) : undefined;
  }

  /** The error that `Raise` throws for this information. */
  toError(): ScriptError {
    const { description, details, cause } = this.error;
    return new ScriptError(description, { cause, details });
  }

  override toText(): string {
    return this.error.description;
  }
}

/** The text, and where the error happened. */
export function detailed(error: ScriptError): string {
  const [place] = error.places ?? [];
  const own = place
    ? say({
        ru: `{Модуль ${place.module} / Ошибка в строке: ${place.line} / ${error.description}}\n${place.code.trim()}`,
        en: `{Module ${place.module} / Error in line: ${place.line} / ${error.description}}\n${place.code.trim()}`,
      })
    : error.description;
  if (!(error.cause instanceof ScriptError)) return own;
  return `${own}\n${say({ ru: 'по причине:', en: 'because of:' })}\n${detailed(error.cause)}`;
}

/** The text without places, of the error and of its causes. */
export function brief(error: ScriptError): string {
  const { cause, description } = error;
  return cause instanceof ScriptError ? `${description}: ${brief(cause)}` : description;
}

/** A call that led to an error. */
class StackFrame extends BslObject {
  readonly place: Place;

  constructor(place: Place) {
    super();
    this.place = place;
  }
}

define(StackFrame, {
  type: 'КадрСтекаВызовов CallStackFrame',
  properties: {
    'Метод Method': {
      get(this: StackFrame) {
        return this.place.method ?? '<тело модуля>';
      },
    },
    'НомерСтроки LineNumber': {
      get(this: StackFrame) {
        return this.place.line;
      },
    },
    'ИмяМодуля ModuleName': {
      get(this: StackFrame) {
        return this.place.module;
      },
    },
  },
});

define(ErrorInfo, {
  type: 'ИнформацияОбОшибке ErrorInfo',
  create: (description?: unknown, details?: unknown, _code?: unknown, cause?: unknown) =>
    new ErrorInfo(
      new ScriptError(toText(description), {
        details,
        cause: cause instanceof ErrorInfo ? cause.error : undefined,
      }),
    ),
  properties: {
    'Описание Description': {
      get(this: ErrorInfo) {
        return this.error.description;
      },
    },
    'ИмяМодуля ModuleName': {
      get(this: ErrorInfo) {
        return this.place?.module ?? '';
      },
    },
    'НомерСтроки LineNumber': {
      get(this: ErrorInfo) {
        return this.place?.line ?? 0;
      },
    },
    'ИсходнаяСтрока SourceLine': {
      get(this: ErrorInfo) {
        return this.place?.code ?? '';
      },
    },
    'Причина Cause': {
      get(this: ErrorInfo) {
        return this.cause;
      },
    },
    'Параметры Parameters': {
      get(this: ErrorInfo) {
        return this.error.details;
      },
    },
  },
  methods: {
    'ПолучитьСтекВызовов GetStackTrace'(this: ErrorInfo) {
      return new BslArray((this.error.places ?? []).map((place) => new StackFrame(place)));
    },
    'ПодробноеОписаниеОшибки DetailedDescription DetailErrorDescription'(this: ErrorInfo) {
      return detailed(this.error);
    },
    'КраткоеОписаниеОшибки BriefErrorDescription'(this: ErrorInfo) {
      return brief(this.error);
    },
  },
});
