"""What can be asked about accounts and the audit trail."""

from alongside.ground.access.policies import badges as badges
from alongside.ground.access.policies import permissions as permissions
from alongside.ground.access.policies import roles as roles
