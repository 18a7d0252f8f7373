import { secret, type Template } from '../../template.ts';
import { generationMark, WRITTEN } from '../shared.ts';

/** sshd takes the first value it reads of each option: this file's name sorts before cloud-init's 50-cloud-init.conf. */
export const sshd = (): Template => `${WRITTEN}
PasswordAuthentication no
KbdInteractiveAuthentication no
PermitEmptyPasswords no
PermitRootLogin prohibit-password
X11Forwarding no
MaxAuthTries 3
LoginGraceTime 20
`;

/**
 * Two keys open a host: apply's, and the plan's, which can run the facts command and nothing else.
 * Both are public but derived from the cluster's secret, so they are holes: a plan does without that secret.
 */
export const authorizedKeys = (factsCommand: string, generation: number): Template => `${WRITTEN}
# ${generationMark(generation)}
${secret('ssh-deploy-public')}
restrict,command="${factsCommand}" ${secret('ssh-plan-public')}
`;
