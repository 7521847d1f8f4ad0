// What a fit assumes of field, material and measurement; every stage of this plugin has these
// parameters.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "track_fitting/field_map.hpp"
#include "track_fitting/helix.hpp"
#include "trackloom/stage.hpp"

namespace trackloom::track_fitting {

// The defaults describe ACTS's generic detector, which is TrackML's, as the shipped simulation has
// it. Material: kinks between the true hits of validation event 20030 (seed 1001) give 0.011, 0.017
// and 0.025 radiation lengths per layer of pixels, short and long strips, without the logarithm of
// Highland's formula; five times the sensor with it. Energy is lost in the passive cylinders only,
// 0.5 MeV in the tube around the pixels. Pull widths are 0.75-0.85 (q/p: 0.9-1.05) on events
// 20030-20032: hits of several cells are better than pitch / sqrt(12), and a layer that a track
// hits twice counts twice (track_fit.hpp).
struct FitModel {
  double field = 2;       // T, along z; used where there is no map
  std::string field_map;  // file of a FieldMap; empty: none
  double material = 5;    // of a module, in thicknesses of its sensor
  double resolution = 1;  // of a hit, in pitch / sqrt(12) along each axis of the module
  std::vector<double> passive_radius{19, 200};            // mm: beam pipe, pixel support tube
  std::vector<double> passive_thickness{0.0023, 0.0188};  // radiation lengths
  double energy_loss = 0.028;  // GeV per radiation length of passive material
  double module_loss = 0;      // GeV per radiation length of module material

  // The field that bends the track in azimuth while it goes `path` mm on: the axial field, less
  // what the radial field adds to it at this dip, half way. What turns the dip is left out: it is
  // none for tracks that go away from the axis, and small for others.
  double bending_field(const Helix& helix, double path = 0) const noexcept {
    return map ? mapped_field(helix, path) : field;
  }
  double axial_field(const Vector3& at) const noexcept;

  std::shared_ptr<const FieldMap> map;  // read by prepare()

 private:
  double mapped_field(const Helix& helix, double path) const noexcept;
};

// To be called once: reads the map. Throws ConfigError where lists differ in length, the field
// bends nothing, or the map cannot be used.
void prepare(FitModel& model);

// The parameters of a stage whose Config derives from FitModel.
template <class Config>
void describe_model(StageDescription<Config>& stage) {
  const auto of = [](auto FitModel::*member) {
    return static_cast<
        std::remove_reference_t<decltype(std::declval<FitModel&>().*member)> Config::*>(member);
  };
  stage.param("field", of(&FitModel::field))
      .unit("T")
      .range(-20, 20)
      .doc("solenoid field along z, the same everywhere, where there is no field_map");
  stage.param("field_map", of(&FitModel::field_map))
      .input_file()
      .doc(
          "CSV file r,z,Br,Bz (mm, T) on a regular grid, for a field that is not uniform; "
          "replaces field");
  stage.param("material", of(&FitModel::material))
      .at_least(0)
      .doc("material of a module with its services, as a multiple of its silicon");
  stage.param("resolution", of(&FitModel::resolution))
      .range(0.01, 100)
      .doc("error of a hit along each axis of its module, in pitch / sqrt(12)");
  stage.param("passive_radius", of(&FitModel::passive_radius))
      .unit("mm")
      .at_least(0)
      .doc("radii of cylinders of passive material: beam pipe, support tubes");
  stage.param("passive_thickness", of(&FitModel::passive_thickness))
      .unit("X0")
      .at_least(0)
      .doc("thickness of each of these cylinders in radiation lengths");
  stage.param("energy_loss", of(&FitModel::energy_loss))
      .unit("GeV/X0")
      .at_least(0)
      .doc("energy lost in the passive cylinders per radiation length");
  stage.param("module_loss", of(&FitModel::module_loss))
      .unit("GeV/X0")
      .at_least(0)
      .doc("energy lost in modules per radiation length");
}

}  // namespace trackloom::track_fitting
