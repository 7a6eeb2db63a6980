import { knownFields, list, texts } from '../../core/definition/kinds/index.js';
import { structure } from '../../core/definition/structure.js';
import { groupName, picture } from '../../core/rest/vendors/green-api/fields.js';
import { group, member } from './fields.js';
import { read, remove, table, write } from './wire.js';

const rights = {
  allowParticipantsEditGroupSettings: 'true or false: members may change the group',
  allowParticipantsPinMessages: 'true or false: members may pin messages',
  allowParticipantsAddMembers: 'true or false: members may add members',
} as const;

export const groups = table({
  /** Creates a group. */
  createGroup: write('createGroup', {
    name: groupName,
    members: list(texts, 'User IDs of the members; [] for none', {
      field: 'chatIds',
      example: "['10000000']",
    }),
  }),
  /** Gets the name, the owner and the members of a group. */
  getGroupInformation: read('getGroupData', { group }),
  /** Changes the name of a group. */
  updateGroupName: write('updateGroupName', { group, name: groupName }),
  /** Sets the picture of a group. */
  setGroupPicture: write('setGroupPicture', {
    group: { ...group, wire: { ...group.wire, in: 'form' } },
    picture,
  }),
  /** Changes what members of a group are allowed to do. */
  changeGroupSettings: write('updateGroupSettings', {
    group,
    settings: knownFields(
      Object.keys(rights),
      'Rights, by the names of GetGroupSettingsStructure',
      {
        option: 'set',
        spread: true,
        example: "{'allowParticipantsPinMessages':false}",
      },
    ),
  }),
  /** Adds a user to a group. */
  addGroupMember: write('addGroupParticipant', { group, member }),
  /** Removes a user from a group. */
  removeGroupMember: remove('removeGroupParticipant', { group, member }),
  /** Makes a member an administrator of a group. */
  setAdminRights: write('setGroupAdmin', { group, member }),
  /** Makes an administrator of a group an ordinary member. */
  revokeAdminRights: write('removeAdmin', { group, member }),
  /** Leaves a group. */
  leaveGroup: remove('leaveGroup', { group }),
  /** Gets a template of the settings of a group. */
  getGroupSettingsStructure: structure('greenmax', 'GetGroupSettingsStructure', rights, {
    asMap: true,
  }),
});
