from referrals.models.consents import Consent
from referrals.models.directory import Organization, Service, ServiceStatus
from referrals.models.referrals import Connection, Need, Referral

__all__ = ["Connection", "Consent", "Need", "Organization", "Referral", "Service", "ServiceStatus"]
