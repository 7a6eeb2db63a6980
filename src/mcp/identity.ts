/** The server's information in its response to an initialize request. */
export const identity = (version: string) => ({ name: 'oint', title: 'OInt', version });

export const capabilities = { tools: {}, resources: {} };

export const instructions =
  'OInt runs ready-made methods of external services. Find a method with search_methods, read its parameters with get_method_parameters, and run it with execute_method. Never write secrets: refer to them as @@Name.';

/** The protocol versions that start with an initialize request, as supported by every SDK. */
export const handshakes: readonly string[] = [
  '2025-11-25',
  '2025-06-18',
  '2025-03-26',
  '2024-11-05',
];
