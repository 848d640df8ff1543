"""What a product is: the word by which a dossier names it, and a list of review points speaks of it."""

from __future__ import annotations

from enum import StrEnum


class Kind(StrEnum):
    """What the product is, as the applicant claims it."""

    ANTIBODY = "antibody"
    ADC = "adc"
    MULTIVALENT_VACCINE = "multivalent_vaccine"
    VACCINE = "vaccine"
    GLP1 = "glp1"
    INSULIN = "insulin"
    ENZYME = "enzyme"
    RECOMBINANT_PROTEIN = "recombinant_protein"
    CELL_THERAPY = "cell_therapy"
    GENE_THERAPY = "gene_therapy"
    BLOOD_PRODUCT = "blood_product"
    NARCOTIC = "narcotic"
    PSYCHOTROPIC = "psychotropic"
    MEDICAL_TOXIC = "medical_toxic"
    PRECURSOR = "precursor"
    OTHER = "other"
