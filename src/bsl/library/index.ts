import type { Machine } from '../run/machine.js';
import { serviceModules } from '../services/modules.js';
import { requestModules } from '../services/requests.js';
import { CHANGING_TOOLS, toolModules } from '../services/tools.js';
import { BslArray, FixedArray } from '../values/array.js';
import { BinaryData } from '../values/binary.js';
import { BinaryDataBuffer } from '../values/binary-buffer.js';
import { ENUMERATIONS } from '../values/enumerations.js';
import { BslMap, FixedMap } from '../values/map.js';
import { FixedStructure, Structure } from '../values/structure.js';
import { TypeDescription } from '../values/type-description.js';
import { Uuid } from '../values/uuid.js';
import { ValueList } from '../values/value-list.js';
import { ValueTable } from '../values/value-table.js';
import { ValueTree } from '../values/value-tree.js';
import { BackgroundJobs } from './background-jobs.js';
import { bufferFunctions } from './buffers.js';
import { conversionFunctions } from './conversions.js';
import { DataReader, DataWriter } from './data-streams.js';
import { dateFunctions } from './dates.js';
import { FileObject, fileFunctions } from './files.js';
import type { Host } from './host.js';
import { allowConnections, HttpConnection } from './http/connection.js';
import { InternetProxy } from './http/proxy.js';
import { HttpRequest } from './http/request.js';
import {
  AuthoritiesFile,
  ClientCertificate,
  SecureConnection,
  UsualAuthorities,
} from './http/secure.js';
import { JsonReader, JsonWriter, jsonFunctions } from './json.js';
import { numberFunctions } from './numbers.js';
import { Reflector } from './reflector.js';
import { regularExpressionFunctions } from './regular-expressions.js';
import { scriptFunctions } from './scripts.js';
import { sessionFunctions, sessionProperties } from './session.js';
import { FileStream, FileStreams, MemoryStream } from './streams.js';
import { stringFunctions } from './strings.js';
import { SystemInfo, systemFunctions } from './system.js';
import { TextDocument, TextReader, TextWriter } from './text-files.js';
import { unsupportedFunctions, unsupportedProperties } from './unsupported.js';

/**
 * The classes that scripts create with `New`. Each declares itself when its file is loaded, and a
 * bundler leaves out the files of classes that nothing uses.
 */
const CLASSES = [
  ...[BslArray, FixedArray, Structure, FixedStructure, BslMap, FixedMap],
  ...[BinaryData, BinaryDataBuffer, Uuid, TypeDescription, ValueList, ValueTable, ValueTree],
  ...[FileObject, TextDocument, TextReader, TextWriter, JsonReader, JsonWriter],
  ...[MemoryStream, FileStream, FileStreams, DataReader, DataWriter, Reflector, SystemInfo],
  ...[HttpConnection, HttpRequest, InternetProxy, SecureConnection, ClientCertificate],
  ...[AuthoritiesFile, UsualAuthorities],
] as const;

/** Gives a machine everything that scripts can use. */
export function addLibrary(machine: Machine, host: Host): void {
  machine.types.push(...CLASSES.map(({ prototype }) => prototype.$type));
  allowConnections(host.ask);
  for (const functions of [
    ...[stringFunctions, numberFunctions, dateFunctions, conversionFunctions, bufferFunctions],
    ...[regularExpressionFunctions, fileFunctions, jsonFunctions, systemFunctions(host.sleep)],
  ])
    machine.addFunctions(functions);
  machine.addFunctions(sessionFunctions(machine, host));
  machine.addFunctions(scriptFunctions(machine));
  const streams = new FileStreams();
  const jobs = new BackgroundJobs(machine);
  machine.addProperties({
    'ФайловыеПотоки FileStreams': () => streams,
    'ФоновыеЗадания BackgroundJobs': () => jobs,
  });
  machine.addProperties(sessionProperties(host));
  for (const [names, one] of Object.entries(ENUMERATIONS))
    machine.addProperties({ [names]: () => one });
  machine.addFunctions(unsupportedFunctions);
  machine.addProperties(unsupportedProperties);
  machine.addProperties(serviceModules(host.ask, host.methodsOf));
  machine.addProperties(toolModules(host));
  machine.addProperties(requestModules(host.ask));
  for (const name of CHANGING_TOOLS) machine.changing.add(name);
}
