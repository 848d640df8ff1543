"""Licensing: the doors of the licensees and of their agencies, in parallel."""

from __future__ import annotations

from temporalio import workflow

from workflows.stream import command

with workflow.unsafe.imports_passed_through():
    from domain.case import license_hearing, license_turned_away, licensing


class LicensingUpdates:
    """The updates of this stage."""

    apply_for_license = command(licensing.ApplyForLicense)
    accept_license_application = command(licensing.AcceptLicenseApplication)
    request_license_correction = command(licensing.RequestLicenseCorrection)
    correct_license_application = command(licensing.CorrectLicenseApplication)
    start_license_inspection = command(licensing.StartLicenseInspection)
    report_license_inspection = command(licensing.ReportLicenseInspection)
    assess_license_inspection = command(licensing.AssessLicenseInspection)
    report_license_rectification = command(licensing.ReportLicenseRectification)
    notify_gmp = command(licensing.NotifyGmp)
    consent_to_entrustment = command(licensing.ConsentToEntrustment)
    refuse_consent = command(licensing.RefuseConsent)
    withdraw_license_application = command(licensing.WithdrawLicenseApplication)
    decide_license = command(licensing.DecideLicense)
    deliver_license = command(licensing.DeliverLicense)
    tell_of_hearing = command(license_hearing.TellOfHearing)
    request_hearing = command(license_hearing.RequestHearing)
    waive_hearing = command(license_hearing.WaiveHearing)
    notify_hearing = command(license_hearing.NotifyHearing)
    hold_hearing = command(license_hearing.HoldHearing)
    refuse_license_acceptance = command(license_turned_away.RefuseLicenseAcceptance)
    extend_license_decision = command(license_turned_away.ExtendLicenseDecision)
