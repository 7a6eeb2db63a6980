/** The fields of the records that a caller fills in, with the meaning of each. */

export const userFields = {
  active: true,
  login: 'login',
  password: 'password',
  fullName: 'full name',
  email: 'email address',
  accountRole: 'USER or ADMINISTRATOR',
  projectRole: 'CUSTOMER, MEMBER or PROJECT_MANAGER',
  defaultProject: 'name of a project',
};

export const launchFields = {
  name: 'name',
  startTime: 'time in ISO 8601',
  description: 'description',
  uuid: 'UUID; created if it is empty',
  attributes: 'key:value, separated by commas; or records with key and value',
  mode: 'DEFAULT or DEBUG',
  rerun: false,
  rerunOf: 'UUID of the launch to run again; only with rerun',
};

export const itemFields = {
  name: 'name',
  startTime: 'time in ISO 8601',
  type: 'SUITE, STORY, TEST, SCENARIO, STEP, BEFORE_METHOD, AFTER_METHOD …',
  launchUuid: 'UUID of the launch',
  description: 'description',
  attributes: 'key:value, separated by commas; or records with key and value',
  uuid: 'UUID; created if it is empty',
  codeRef: 'place in the code',
  parameters: [{ key: 'name of a parameter', value: 'value' }],
  retry: false,
};

export const itemCompletionFields = {
  endTime: 'time in ISO 8601',
  launchUuid: 'UUID of the launch',
  status: 'PASSED, FAILED, STOPPED, SKIPPED, INTERRUPTED or CANCELLED',
  description: 'description',
  attributes: 'key:value, separated by commas; or records with key and value',
  retry: false,
  issue: { issueType: 'locator of the defect type: ti001', comment: 'comment' },
};

export const launchCompletionFields = ['endTime', 'status', 'description', 'attributes'] as const;
export const logFields = ['launchUuid', 'itemUuid', 'uuid', 'time', 'message', 'level'] as const;
